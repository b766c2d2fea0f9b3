import { type RefObject, useId, useMemo, useRef, useState } from 'react'
import type { BodyProblem, TemplateField as Field } from '#shared/template-body'
import { IconButton } from '../../ui/IconButton'
import { FilledText } from './FilledText'
import { madeTexts } from './made-texts'
import { TemplateField, type TemplateFieldHandle } from './TemplateField'
import type { RowPreview } from './use-row-preview'
import { problemsIn, type VariantDraft } from './variant-draft'

type PromptTextsProps = {
  readonly draft: VariantDraft
  readonly change: (part: Partial<VariantDraft>) => void
  readonly columns: readonly { readonly name: string; readonly first: string }[]
  readonly problems: readonly BodyProblem[]
  readonly told: RowPreview
  readonly disabled: boolean
  /** The field that a column goes into: the one that had the focus last. */
  readonly into: RefObject<TemplateFieldHandle | null>
  readonly added: Field | null // it was added just now, and takes the focus
}

/** The texts of a template, each beside what it becomes of the row that is shown. */
export function PromptTexts({ draft, change, columns, problems, told, disabled, into, added }: PromptTextsProps) {
  const { system, examples, prompt } = draft
  const made = madeTexts(told.preview)
  const isAlone = system === null && examples.length === 0
  const shared = { columns, problems, told, disabled, into, added }
  const changeExample = (key: number, part: { user?: string; assistant?: string }) =>
    change({ examples: examples.map((each) => (each.key === key ? { ...each, ...part } : each)) })
  return (
    <div className="overflow-hidden rounded-[8px] border border-line-strong">
      {system !== null && (
        <Row
          {...shared}
          field="system"
          label="System prompt"
          value={system}
          made={made.get('system')}
          onChange={(next) => change({ system: next })}
          onRemove={() => change({ system: null })}
        />
      )}
      {examples.map(({ key, user, assistant }, at) => (
        <div key={key} className="contents">
          <Row
            {...shared}
            field={`examples.${at}.user`}
            label={`Example ${at + 1}: what is asked`}
            value={user}
            made={made.get(`examples.${at}.user`)}
            onChange={(next) => changeExample(key, { user: next })}
            onRemove={() => change({ examples: examples.filter((each) => each.key !== key) })}
          />
          <Row
            {...shared}
            field={`examples.${at}.assistant`}
            label={`Example ${at + 1}: what is answered`}
            value={assistant}
            made={made.get(`examples.${at}.assistant`)}
            onChange={(next) => changeExample(key, { assistant: next })}
          />
        </div>
      ))}
      <Row
        {...shared}
        field="prompt"
        label="Prompt for each row"
        hideLabel={isAlone}
        isChief
        value={prompt}
        made={made.get('prompt')}
        onChange={(next) => change({ prompt: next })}
      />
    </div>
  )
}

type RowProps = Omit<PromptTextsProps, 'draft' | 'change'> & {
  readonly field: Field
  readonly label: string
  readonly hideLabel?: boolean
  readonly isChief?: boolean
  readonly value: string
  readonly made: string | undefined
  readonly onChange: (value: string) => void
  readonly onRemove?: () => void
}

function Row(props: RowProps) {
  const { field, label, hideLabel = false, isChief = false, value, made, onChange, onRemove } = props
  const { columns, problems, told, disabled, into, added } = props
  const [filling, setFilling] = useState<number | null>(null)
  const own = useMemo(
    () => problemsIn(problems, field).filter(({ from }) => from !== filling),
    [problems, field, filling],
  )
  const handle = useRef<TemplateFieldHandle>(null)
  const id = useId()
  return (
    <div
      className={`border-t border-line first:border-t-0 ${isChief ? 'max-h-[340px]' : 'max-h-[220px]'} overflow-y-auto bg-surface`}
    >
      <div className={`grid grid-cols-2 @max-[440px]:grid-cols-1 ${isChief ? 'min-h-[124px]' : ''}`}>
        <div className="flex min-w-0 flex-col has-[textarea:focus-visible]:shadow-[inset_0_0_0_1.5px_var(--focus)]">
          {!hideLabel && (
            <div className="relative z-10 flex h-[26px] shrink-0 items-center gap-1 pt-1.5 pr-1 pl-3.5 text-2xs font-medium text-ink-3">
              <span className="min-w-0 flex-1 truncate">{label}</span>
              {onRemove && !disabled && (
                <IconButton
                  icon="close"
                  size="sm"
                  iconSize={12}
                  label={`Remove ${label.replace(/:.*/, '')}`}
                  onClick={onRemove}
                />
              )}
            </div>
          )}
          <div className={`min-h-0 flex-1 ${hideLabel ? '' : '-mt-1.5'}`}>
            <TemplateField
              ref={(made) => {
                handle.current = made
                if (isChief) into.current ??= made
              }}
              label={label}
              value={value}
              onChange={onChange}
              columns={columns}
              problems={own}
              disabled={disabled}
              placeholder={placeholders[field] ?? 'What the model answers'}
              describedBy={own.length > 0 ? id : undefined}
              autoFocus={added === field}
              onFilling={setFilling}
              onFocus={() => {
                into.current = handle.current
              }}
            />
          </div>
        </div>
        <section
          aria-label={`${label}, as it will be sent`}
          className={`min-w-0 border-l border-line bg-canvas @max-[440px]:border-t @max-[440px]:border-l-0 ${hideLabel ? '' : 'pt-[20px]'}`}
        >
          {isChief && told.preview?.problem != null && told.preview.problems.length === 0 ? (
            <p className="px-3.5 py-[11px] text-[13px]/[21px] text-wait wrap-anywhere">
              This row would be left out: {told.preview.problem}.
            </p>
          ) : isChief && told.failure !== null ? (
            <p className="px-3.5 py-[11px] text-[13px]/[21px] text-ink-3 wrap-anywhere">{told.failure}</p>
          ) : (
            made !== undefined && (
              <FilledText
                template={told.texts.get(field) ?? ''}
                made={made}
                cells={told.preview?.cells ?? []}
                isOld={told.isOld}
              />
            )
          )}
        </section>
      </div>
      {own.length > 0 && (
        <ul id={id} className="border-t border-line bg-dead-tint px-3.5 py-1.5 text-xs text-dead">
          {own.map(({ from, message }) => (
            <li key={`${from} ${message}`} data-selectable className="wrap-anywhere">
              {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const placeholders: Partial<Record<Field, string>> = {
  system: 'How the model should behave, in each row',
  prompt: 'What is asked for each row. Type {{ to put a column in.',
}
