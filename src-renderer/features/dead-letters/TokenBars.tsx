import { useState } from 'react'
import type { Request } from '#shared/contract'
import { systemOf } from '#shared/request'
import type { TaskDetail } from '#shared/task'
import { formatCount } from '../../format'
import { useEstimate } from '../spending/use-estimate'
import { originalPrompt } from './requeue-edit'

type TokenBarsProps = { readonly detail: TaskDetail; readonly text: string }

/** How long the prompt was and is, beside what its model takes; nothing where that is not known. */
export function TokenBars({ detail, text }: TokenBarsProps) {
  const [before, setBefore] = useState<number | null>(null)
  // One question at a time: a newer one of the window ends the one before.
  const prompt = before === null ? originalPrompt(detail) : text
  const { estimate, isOld } = useEstimate(prompt.trim() === '' ? null : askOf(detail, prompt))
  if (before === null && estimate && !isOld) setBefore(estimate.inputTokens)
  const takes = estimate?.takes ?? null
  if (before === null || !estimate || takes === null) return null
  const after = text === originalPrompt(detail) ? before : estimate.inputTokens
  const about = estimate.window === null ? 'about ' : ''
  const full = Math.max(before, after, takes) * 1.12
  return (
    <div className="grid shrink-0 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-b border-line px-5 pt-2.5 pb-2 text-xs">
      <Bar name="Original" tokens={before} about={about} takes={takes} full={full} />
      <Bar name="Edited" tokens={after} about={about} takes={takes} full={full} isOld={isOld} />
      <span />
      <span className="relative h-4 text-ink-3">
        <span className="tn absolute -translate-x-1/2 whitespace-nowrap" style={{ left: `${(takes / full) * 100}%` }}>
          limit {formatCount(takes)}
        </span>
      </span>
      <span />
    </div>
  )
}

type BarProps = {
  readonly name: string
  readonly tokens: number
  readonly about: string
  readonly takes: number
  readonly full: number // tokens that the whole width stands for
  readonly isOld?: boolean
}

function Bar({ name, tokens, about, takes, full, isOld = false }: BarProps) {
  const isOver = tokens > takes
  const at = (n: number) => `${(n / full) * 100}%`
  return (
    <>
      <span className="text-ink-2">{name}</span>
      <span className="relative h-2 rounded-sm bg-selected" aria-hidden="true">
        <span
          className="absolute inset-y-0 left-0 rounded-l-sm bg-ink-3"
          style={{ width: at(Math.min(tokens, takes)) }}
        />
        {isOver && (
          <span
            className="absolute inset-y-0 rounded-r-sm bg-dead-fill"
            style={{ left: at(takes), width: at(tokens - takes) }}
          />
        )}
        <span className="absolute -inset-y-1 w-px bg-ink" style={{ left: at(takes) }} />
      </span>
      <span className={`tn text-right ${isOld ? 'opacity-60' : ''} ${isOver ? 'text-dead' : 'text-ok'}`}>
        {about}
        {formatCount(tokens)} tokens
      </span>
    </>
  )
}

/** Counted as its call would be sent. */
function askOf({ task, revisions }: TaskDetail, prompt: string): Request<'estimateCost'> {
  const request = revisions.at(-1)?.request
  const system = request ? systemOf(request) : ''
  return {
    kind: 'prompts',
    providerId: task.providerId,
    model: task.model,
    prompts: [prompt],
    ...(system ? { system } : {}),
  }
}
