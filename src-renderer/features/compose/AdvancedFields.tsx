import { useId, useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { advancedWords, readAdvanced } from './advanced'
import { type AnswerKind, changeDraft, useDraft } from './draft'
import { LinesField } from './LinesField'

const answers = [
  { value: 'text', label: 'Any text' },
  { value: 'json', label: 'JSON of any shape' },
  { value: 'schema', label: 'JSON that fits a schema' },
] as const

/** What most prompts do not need: the answer's form, stop words, a seed, images. Folded to one line that says what is set. */
export function AdvancedFields() {
  const draft = useDraft()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { problems } = readAdvanced(draft)
  const wrong = Object.keys(problems).length > 0
  const shown = advancedWords(draft)
  return (
    <div className="shrink-0 border-t border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex h-[38px] w-full items-center gap-2.5 px-5 text-left text-[12.5px] -outline-offset-2 hover:bg-hover"
      >
        <span className="text-2xs font-medium text-ink-3">Advanced</span>
        <span
          className={`min-w-0 flex-1 truncate ${wrong && !isOpen ? 'text-dead' : shown ? 'text-ink-2' : 'text-ink-3'}`}
        >
          {isOpen
            ? ''
            : wrong
              ? 'Something here cannot be read'
              : shown || 'JSON answer, stop words, seed, extra fields, images'}
        </span>
        <Icon name={isOpen ? 'up' : 'down'} size={14} className="text-ink-3" />
      </button>
      {isOpen && (
        <div
          id={id}
          className="grid grid-cols-[minmax(0,1.5fr)_minmax(0,0.6fr)_minmax(0,1fr)] items-start gap-x-3 gap-y-2.5 px-5 pb-3"
        >
          <div>
            <Select
              label="Answer"
              value={draft.answer}
              options={answers}
              onChange={(answer: AnswerKind) => changeDraft({ answer })}
            />
          </div>
          <Input
            label="Seed"
            value={draft.seed}
            inputMode="numeric"
            placeholder="Not sent"
            error={problems.seed ?? null}
            onChange={(event) => changeDraft({ seed: event.target.value })}
          />
          <LinesField
            label="Stop, a line each"
            value={draft.stop}
            error={problems.stop}
            placeholder="Not sent"
            onChange={(stop) => changeDraft({ stop })}
          />
          {draft.answer === 'schema' && (
            <div className="col-span-3">
              <LinesField
                label="Schema"
                value={draft.schema}
                error={problems.schema}
                hint="The answer is checked against it. One that does not fit is no success, and is kept."
                placeholder={
                  '{ "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"] }'
                }
                rows={4}
                mono
                onChange={(schema) => changeDraft({ schema })}
              />
            </div>
          )}
          <div className="col-span-3">
            <LinesField
              label="Extra fields"
              value={draft.extra}
              error={problems.extra}
              hint="JSON of the provider’s own fields, put into the request’s body as they are."
              placeholder={'{ "top_p": 0.9 }'}
              mono
              onChange={(extra) => changeDraft({ extra })}
            />
          </div>
          <div className="col-span-3">
            <LinesField
              label="Images, a line each"
              value={draft.images}
              error={problems.images}
              hint="Full paths on this computer, or URLs. They go with every prompt here, after its text."
              placeholder="https://example.com/chart.png"
              onChange={(images) => changeDraft({ images })}
            />
          </div>
        </div>
      )}
    </div>
  )
}
