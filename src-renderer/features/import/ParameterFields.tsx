import { useId, useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { Switch } from '../../ui/Switch'
import { advancedWords } from '../compose/advanced'
import { LinesField } from '../compose/LinesField'
import { advanced, fieldProblems, type VariantDraft } from '../templates/variant-draft'

type ParameterFieldsProps = {
  readonly draft: VariantDraft
  readonly change: (part: Partial<VariantDraft>) => void
  readonly disabled: boolean
}

/** What goes with each request beside its texts. */
export function ParameterFields({ draft, change, disabled }: ParameterFieldsProps) {
  const problems = fieldProblems(draft)
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-x-3">
        <Input
          label="Max tokens"
          inputMode="numeric"
          placeholder="Not sent"
          value={draft.maxOutputTokens}
          error={problems.maxOutputTokens}
          disabled={disabled}
          onChange={(event) => change({ maxOutputTokens: event.target.value })}
        />
        <Input
          label="Temperature"
          inputMode="decimal"
          placeholder="Not sent"
          value={draft.temperature}
          error={problems.temperature}
          disabled={disabled}
          onChange={(event) => change({ temperature: event.target.value })}
        />
      </div>
      <div>
        <Switch
          label="Answer must be JSON"
          checked={draft.answer !== 'text'}
          onChange={(on) => change({ answer: !on ? 'text' : draft.schema.trim() === '' ? 'json' : 'schema' })}
          disabled={disabled}
        />
        {draft.answer !== 'text' && (
          <div className="mt-2">
            <LinesField
              label="Schema"
              value={draft.schema}
              error={problems.schema ?? undefined}
              hint={
                draft.answer === 'json'
                  ? 'Empty: JSON of any shape.'
                  : 'An answer that does not fit is no success, and is kept.'
              }
              placeholder={'{ "type": "object", … }'}
              rows={2}
              mono
              disabled={disabled}
              onChange={(schema) => change({ schema, answer: schema.trim() === '' ? 'json' : 'schema' })}
            />
          </div>
        )}
      </div>
      <MoreFields draft={draft} change={change} disabled={disabled} />
    </>
  )
}

/** What few prompts need, folded to one line that says what is set. */
function MoreFields({ draft, change, disabled }: ParameterFieldsProps) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { stop, seed, extra } = fieldProblems(draft)
  const isWrong = stop !== null || seed !== null || extra !== null
  const words = advancedWords({ ...advanced(draft), answer: 'text' })
  const shown = isOpen || isWrong
  return (
    <div>
      <button
        type="button"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setOpen(!shown)}
        className="-mx-1 flex min-h-6 w-full items-center gap-1.5 rounded-[6px] px-1 text-left text-xs text-ink-2 hover:text-ink"
      >
        <Icon name={shown ? 'down' : 'right'} size={12} className="text-ink-3" />
        <span className="shrink-0 font-medium">More parameters</span>
        <span className="min-w-0 truncate text-ink-3">{shown ? '' : words || 'stop, seed, extra fields'}</span>
      </button>
      {shown && (
        <div id={id} className="mt-2 flex flex-col gap-3">
          <div className="grid grid-cols-2 items-start gap-x-3">
            <LinesField
              label="Stop, a line each"
              value={draft.stop}
              error={stop ?? undefined}
              placeholder="Not sent"
              disabled={disabled}
              onChange={(next) => change({ stop: next })}
            />
            <Input
              label="Seed"
              inputMode="numeric"
              placeholder="Not sent"
              value={draft.seed}
              error={seed}
              disabled={disabled}
              onChange={(event) => change({ seed: event.target.value })}
            />
          </div>
          <LinesField
            label="Extra fields"
            value={draft.extra}
            error={extra ?? undefined}
            hint="JSON of the provider’s own fields, put into the request’s body as they are."
            placeholder={'{ "top_p": 0.9 }'}
            mono
            disabled={disabled}
            onChange={(next) => change({ extra: next })}
          />
        </div>
      )}
    </div>
  )
}
