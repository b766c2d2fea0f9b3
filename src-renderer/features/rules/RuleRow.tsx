import { useState } from 'react'
import type { Rule } from '#shared/rule'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Switch } from '../../ui/Switch'
import { DryRun } from './DryRun'
import { ruleSentence } from './rule-words'
import { type Rules, useDryRun } from './use-rules'

type RuleRowProps = Pick<Rules, 'save' | 'remove'> & {
  readonly rule: Rule
  readonly onEdit: () => void
  readonly onLog: () => void
}

/** One rule: what it does as a sentence, whether it is on, why it stopped. Before it is switched on it says what it would find now. */
export function RuleRow({ rule, save, remove, onEdit, onLog }: RuleRowProps) {
  const [asking, setAsking] = useState(false)
  const overview = useStore((store) => store.overview)
  const { name, enabled, stopped } = rule
  const turn = (on: boolean) => void save({ ...inputOf(rule), enabled: on }).then((done) => done && setAsking(false))
  return (
    <li className="border-t border-line px-5 py-3 first:border-t-0">
      <div className="flex items-start gap-3">
        <div className="pt-px">
          <Switch label={name} hideLabel checked={enabled} onChange={(on) => (on ? setAsking(true) : turn(false))} />
        </div>
        <div className="min-w-0 flex-1">
          <p className={`truncate font-medium ${enabled ? '' : 'text-ink-2'}`} title={name}>
            {name}
            {!enabled && stopped === null && <span className="font-normal text-ink-3"> off</span>}
          </p>
          <p className="text-xs text-ink-2 wrap-break-word">{ruleSentence(rule, overview)}</p>
          {stopped !== null && (
            <p className="mt-1 flex items-start gap-1.5 text-xs text-dead">
              <Icon name="invalid" size={14} />
              <span>It switched itself off: {stopped}</span>
            </p>
          )}
        </div>
        <span className="flex shrink-0 gap-1">
          <Button size="sm" look="ghost" onClick={onLog} aria-label={`Log of ${name}`}>
            Log
          </Button>
          <IconButton icon="edit" size="sm" label={`Change ${name}`} onClick={onEdit} />
          <IconButton icon="discard" size="sm" label={`Remove ${name}`} onClick={() => void remove(rule)} />
        </span>
      </div>
      {asking && !enabled && <Asked rule={rule} onNo={() => setAsking(false)} onYes={() => turn(true)} />}
    </li>
  )
}

const inputOf = ({ id, name, enabled, match, actions }: Rule) => ({ id, name, enabled, match, actions })

type AskedProps = { readonly rule: Rule; readonly onYes: () => void; readonly onNo: () => void }

function Asked({ rule, onYes, onNo }: AskedProps) {
  const dry = useDryRun(inputOf(rule))
  return (
    <div className="mt-2 ml-10 rounded-md bg-selected px-3 py-2.5">
      <DryRun {...dry} short />
      <p className="mt-1 text-xs text-ink-3">Switched on, it acts on letters that die from then on. These stay.</p>
      <div className="mt-2 flex gap-2">
        <Button size="sm" look="primary" onClick={onYes} autoFocus>
          Switch on
        </Button>
        <Button size="sm" look="ghost" onClick={onNo}>
          Leave it off
        </Button>
      </div>
    </div>
  )
}
