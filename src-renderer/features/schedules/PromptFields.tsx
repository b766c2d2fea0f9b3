import { useId } from 'react'
import { counted } from '../../format'
import { Input } from '../../ui/Input'
import { promptsOf } from './draft'
import type { ScheduleFormState } from './use-schedule-form'

/** What each firing queues. */
export function PromptFields({ form }: { readonly form: ScheduleFormState }) {
  const { draft, change, problem, touch } = form
  const id = useId()
  const count = promptsOf(draft.prompts).length
  const error = problem('prompts')
  return (
    <div className="space-y-3">
      <Input
        label="Name"
        value={draft.name}
        placeholder="Nightly triage"
        error={problem('name')}
        onChange={(event) => change({ name: event.target.value })}
        onBlur={() => draft.name !== '' && touch('name')}
        autoComplete="off"
        autoFocus={form.isNew}
      />
      <div>
        <label htmlFor={id} className="mb-1 flex text-xs font-medium text-ink-2">
          Prompts
          <span className="tn ml-auto font-normal text-ink-3">{count > 1 ? counted(count, 'prompt') : ''}</span>
        </label>
        <textarea
          id={id}
          value={draft.prompts}
          rows={7}
          placeholder="Summarise what is new on {{date}}."
          aria-invalid={error !== null}
          aria-describedby={`${id}-note`}
          onChange={(event) => change({ prompts: event.target.value })}
          className={`block w-full resize-y rounded-md bg-surface px-3 py-2 leading-[19.5px] ${error ? 'shadow-[inset_0_0_0_1.5px_var(--dead-fill)]' : 'edge-strong'}`}
        />
        <p id={`${id}-note`} className={`mt-1 text-xs ${error ? 'text-dead' : 'text-ink-3'}`}>
          {error ?? (
            <>
              A line <span className="code">---</span> parts two prompts. <span className="code">{'{{date}}'}</span> and{' '}
              <span className="code">{'{{time}}'}</span> are those of the firing.
            </>
          )}
        </p>
      </div>
      <Input
        label="System"
        value={draft.system}
        placeholder="How the model should behave, for every prompt here"
        onChange={(event) => change({ system: event.target.value })}
        autoComplete="off"
      />
    </div>
  )
}
