import { useState } from 'react'
import type { MissingRule } from '#shared/template-body'
import type { TemplateCheck } from '#shared/template-view'
import { counted } from '../../format'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { Menu, MenuChoices } from '../../ui/Menu'

type MissingChoiceProps = {
  readonly rule: MissingRule
  readonly missing: TemplateCheck['missing'] | null // in how many rows; null: not known yet
  readonly onChange: (rule: MissingRule) => void
  readonly disabled: boolean
}

const words: Record<MissingRule['kind'], string> = {
  refuse: 'left out',
  empty: 'sent empty',
  default: 'sent with',
}

/** What is done about rows that have no value where the prompt uses one. */
export function MissingChoice({ rule, missing, onChange, disabled }: MissingChoiceProps) {
  const without = missing === null ? 0 : missing.absent + missing.blank
  const [text, setText] = useState(rule.kind === 'default' ? rule.text : '')
  return (
    <div className="flex min-w-0 items-center gap-1 text-xs text-ink-2">
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            disabled={disabled}
            className="flex h-6 items-center gap-1 rounded-[6px] px-1.5 whitespace-nowrap hover:bg-selected hover:text-ink disabled:text-ink-disabled"
          >
            <span className="tn text-ink-3" title={missing ? missingWords(missing) : undefined}>
              {without > 0 ? `${counted(without, 'row')} without a value` : 'Missing values'}{' '}
              {without === 1 ? 'is' : 'are'}
            </span>{' '}
            {words[rule.kind]}
            <Icon name="choose" size={12} className="text-ink-3" />
          </button>
        }
      >
        <MenuChoices
          value={rule.kind}
          onChange={(kind) => onChange(kind === 'default' ? { kind, text } : { kind })}
          choices={[
            { value: 'refuse', label: 'Left out', hint: 'the whole row' },
            { value: 'empty', label: 'Sent empty', hint: 'nothing in its place' },
            { value: 'default', label: 'Sent with a text', hint: 'such as “unknown”' },
          ]}
        />
      </Menu>
      {rule.kind === 'default' && (
        <div className="w-28">
          <Input
            label="In place of a missing value"
            hideLabel
            height="sm"
            value={text}
            placeholder="unknown"
            disabled={disabled}
            onChange={(event) => {
              setText(event.target.value)
              onChange({ kind: 'default', text: event.target.value })
            }}
          />
        </div>
      )}
    </div>
  )
}

/** How they are missing. */
const missingWords = ({ absent, blank }: TemplateCheck['missing']): string =>
  [
    absent > 0 ? `In ${counted(absent, 'row')} the value is not there at all` : '',
    blank > 0 ? `${absent > 0 ? 'in' : 'In'} ${counted(blank, 'row')} it is blank` : '',
  ]
    .filter(Boolean)
    .join(', ')
