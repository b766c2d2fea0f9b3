import type { ReactNode, Ref } from 'react'
import type { ProviderView } from '#shared/provider'
import { formatCount } from '../../format'
import { Input } from '../../ui/Input'
import { FallbackFields } from './FallbackFields'
import type { ModelDraft } from './model-draft'
import { dollars, originWords, otherwiseKnown } from './model-words'
import type { ModelFormState } from './use-model-form'

type ModelFieldsProps = {
  readonly form: ModelFormState
  readonly providers: readonly ProviderView[]
  readonly several: boolean // keys: limits hold under each
  readonly firstRef?: Ref<HTMLInputElement>
}
type TextField = Exclude<keyof ModelDraft, 'fallbacks'>
type FieldOptions = {
  readonly placeholder?: string | undefined
  readonly hint?: string | undefined
  readonly inputRef?: Ref<HTMLInputElement>
}

/** Limits, size, prices and fallbacks; an empty field is as it is known otherwise, which stands in it or below it. */
export function ModelFields({ form, providers, several, firstRef }: ModelFieldsProps) {
  const { draft, change, problems, known, ready } = form
  const { info, gates } = known
  const field = (name: TextField, label: string, options: FieldOptions = {}) => (
    <Input
      label={label}
      {...options}
      value={draft[name]}
      error={problems[name] ?? null}
      disabled={!ready}
      onChange={(event) => change({ [name]: event.target.value })}
      inputMode={name === 'fallbackAfterMs' ? 'text' : 'decimal'}
      autoComplete="off"
      spellCheck={false}
    />
  )
  const tokens = (value: number | null | undefined) =>
    value === null || value === undefined ? 'not known' : formatCount(value)
  const price = (value: number | null | undefined) =>
    value === null || value === undefined ? 'not known' : dollars(value)
  const prices = info?.prices
  return (
    <>
      <Part
        first
        title="Limits"
        note={`Kept to whatever is learned${several ? ', under each key' : ''}. Empty: as the provider tells, or as found between refusals.`}
      >
        <div className="grid grid-cols-3 items-start gap-x-4">
          {field('requestsPerMinute', 'Requests a minute', {
            ...{ placeholder: 'no limit of yours', hint: otherwiseKnown(gates, 'requests') },
            ...(firstRef ? { inputRef: firstRef } : {}),
          })}
          {field('tokensPerMinute', 'Tokens a minute', {
            placeholder: 'no limit of yours',
            hint: otherwiseKnown(gates, 'tokens'),
          })}
          {field('concurrency', 'Calls at once', {
            placeholder: 'as the lanes',
            hint: otherwiseKnown(gates, 'concurrency'),
          })}
        </div>
      </Part>
      <Part title="Size, in tokens" note={sizeNote(info)}>
        <div className="grid grid-cols-3 items-start gap-x-4">
          {field('contextWindow', 'Context window', { placeholder: tokens(info?.contextWindow) })}
          {field('maxOutput', 'Longest answer', { placeholder: tokens(info?.maxOutput) })}
        </div>
      </Part>
      <Part title="Prices, in US dollars per million tokens" note={priceNote(info)}>
        <div className="grid grid-cols-4 items-start gap-x-4">
          {field('input', 'Input', { placeholder: price(prices?.input) })}
          {field('output', 'Output', { placeholder: price(prices?.output) })}
          {field('cachedInput', 'Cached input', {
            placeholder: prices?.cachedInput === null ? 'as input' : price(prices?.cachedInput),
          })}
          {field('cacheWrite', 'Cache write', {
            placeholder: prices?.cacheWrite === null ? 'as input' : price(prices?.cacheWrite),
          })}
        </div>
      </Part>
      <Part
        title="Fallbacks"
        note="Tasks go on with these, in this order. The task’s attempts show which one was used."
      >
        <FallbackFields
          fallbacks={draft.fallbacks}
          providers={providers}
          onChange={(fallbacks) => change({ fallbacks })}
          problem={problems.fallbacks}
        />
        {draft.fallbacks.length > 0 && (
          <div className="mt-3 w-[300px] max-w-full">
            {field('fallbackAfterMs', 'Used once its gate stays closed for longer than', {
              placeholder: 'only after its retries',
              hint: draft.fallbackAfterMs.trim() === '' ? 'Empty: only once its retries are used up.' : undefined,
            })}
          </div>
        )}
      </Part>
    </>
  )
}

type PartProps = {
  readonly title: string
  readonly note: string
  readonly first?: boolean
  readonly children: ReactNode
}

function Part({ title, note, first = false, children }: PartProps) {
  return (
    <section aria-label={title} className={first ? '' : 'mt-4 border-t border-line pt-3.5'}>
      <h3 className="text-xs font-medium">{title}</h3>
      <p className="mt-0.5 mb-2.5 text-xs text-ink-3">{note}</p>
      {children}
    </section>
  )
}

type Info = ModelFormState['known']['info']

function sizeNote(info: Info): string {
  if (info === null || (info.contextWindow === null && info.maxOutput === null))
    return 'Not known of this model. A prompt beyond its window is then found out by the provider.'
  return `Known otherwise: ${originWords(info.sizesFrom, info)}. A prompt beyond the window goes to dead letters without a call.`
}

function priceNote(info: Info): string {
  if (info?.pricesFrom === 'local') return 'Free, as it runs on this computer, unless you set a price.'
  if (!info?.prices) return 'Not known of this model: its costs are not counted until you set them.'
  return `Known otherwise: ${originWords(info.pricesFrom, info)}.`
}
