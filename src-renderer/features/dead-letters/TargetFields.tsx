import { useState } from 'react'
import type { LetterAction } from '#shared/bulk'
import type { LaneName } from '#shared/lane'
import type { ProviderView } from '#shared/provider'
import { useStore } from '../../state/store'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Suggest } from '../../ui/Suggest'
import { type Asked, type FirstField, setAction } from './pending'

type Requeue = Extract<LetterAction, { kind: 'requeue' }>
type Typed = {
  readonly providerId: string // '' as it is
  readonly model: string
  readonly lane: LaneName | ''
  readonly tokens: string
  readonly seconds: string
  readonly retries: string
}
const untouched: Typed = { providerId: '', model: '', lane: '', tokens: '', seconds: '', retries: '' }
const none: readonly ProviderView[] = []

/** Where letters go when they are requeued, and what they may take: whatever is left as it is stays so. */
export function TargetFields({ asked, first }: { readonly asked: Asked; readonly first: FirstField }) {
  const providers = useStore((store) => store.overview?.providers ?? none)
  const own = useStore((store) => (asked.only ? store.rows.get(asked.only.id)?.providerId : undefined))
  const [typed, setTyped] = useState(untouched)
  const provider = providers.find(({ id }) => id === (typed.providerId || own))
  const change = (more: Partial<Typed>) => {
    const next = { ...typed, ...more }
    setTyped(next)
    setAction(readTarget(next))
  }
  const number = (name: 'tokens' | 'seconds' | 'retries', label: string) => (
    <Input
      label={label}
      {...(first === name ? { 'data-first': true } : {})}
      inputMode="numeric"
      placeholder="as it is"
      value={typed[name]}
      error={typed[name] === '' || isWhole(typed[name], name === 'retries' ? 0 : 1) ? null : 'A whole number'}
      onChange={({ target: { value } }) => change({ [name]: value.trim() })}
    />
  )
  return (
    <div className="grid min-w-0 flex-[1_1_100%] grid-cols-[1.1fr_1.3fr_0.9fr_0.9fr_0.9fr_0.7fr] items-start gap-2 *:min-w-0 max-[1100px]:grid-cols-3">
      <div>
        <Select
          label="Provider"
          value={typed.providerId}
          options={[{ value: '', label: 'as it is' }, ...providers.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(providerId) => change({ providerId, model: '' })}
        />
      </div>
      <div {...(first === 'model' ? { 'data-field': true } : {})}>
        <Suggest
          label="Model"
          value={typed.model}
          suggestions={provider?.models ?? []}
          placeholder={typed.providerId === '' ? 'as it is' : (provider?.defaultModel ?? 'its own')}
          onChange={(model) => change({ model })}
        />
      </div>
      <div>
        <Select
          label="Lane"
          value={typed.lane}
          options={[
            { value: '', label: 'as it is' },
            { value: 'fast', label: 'Fast' },
            { value: 'heavy', label: 'Heavy' },
          ]}
          onChange={(lane) => change({ lane })}
        />
      </div>
      {number('tokens', 'Max output tokens')}
      {number('seconds', 'Time limit, s')}
      {number('retries', 'Retries')}
    </div>
  )
}

const isWhole = (text: string, least: number): boolean => /^\d{1,7}$/.test(text) && Number(text) >= least

/** Null where a field cannot be read, or nothing is otherwise. */
export function readTarget({ providerId, model, lane, tokens, seconds, retries }: Typed): Requeue | null {
  if (tokens !== '' && !isWhole(tokens, 1)) return null
  if (seconds !== '' && !isWhole(seconds, 1)) return null
  if (retries !== '' && !isWhole(retries, 0)) return null
  const limits = {
    ...(tokens === '' ? {} : { maxOutputTokens: Number(tokens) }),
    ...(seconds === '' ? {} : { timeoutMs: Number(seconds) * 1_000 }),
    ...(retries === '' ? {} : { retries: Number(retries) }),
  }
  const target: Requeue = {
    kind: 'requeue',
    ...(providerId === '' ? {} : { providerId }),
    ...(model.trim() === '' ? {} : { model: model.trim() }),
    ...(lane === '' ? {} : { lane }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  }
  return Object.keys(target).length === 1 ? null : target
}
