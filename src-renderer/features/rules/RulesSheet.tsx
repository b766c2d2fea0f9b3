import { useState } from 'react'
import type { RulesAt } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Sheet } from '../../ui/Sheet'
import { RuleForm } from './RuleForm'
import { RuleLog } from './RuleLog'
import { RuleRow } from './RuleRow'
import { draftOf, emptyRule } from './rule-draft'
import { type Rules, useRules } from './use-rules'

/** What is done with letters by themselves: the rules, one of them, or what they did. */
export function RulesSheet() {
  const asked = useStore((store) => store.rules)
  return asked && <OpenRules asked={asked} />
}

function OpenRules({ asked }: { readonly asked: RulesAt }) {
  const [at, setAt] = useState<RulesAt>(asked)
  const [from, setFrom] = useState(asked)
  if (from !== asked) {
    // another place was asked for while it is open
    setFrom(asked)
    setAt(asked)
  }
  const closeSheets = useStore((store) => store.closeSheets)
  const known = useRules()
  const back = () => setAt({ at: 'list' })
  if (at.at === 'form') {
    const rule = known.rules?.find(({ id }) => id === at.ruleId)
    if (at.ruleId !== null && !rule) return null
    const draft = rule ? draftOf(rule) : at.match ? draftOf({ name: '', match: at.match, actions: [] }) : emptyRule
    return <RuleForm key={at.ruleId ?? 'new'} start={draft} save={known.save} onBack={back} onClose={closeSheets} />
  }
  const isLog = at.at === 'log'
  const named = isLog ? known.rules?.find(({ id }) => id === at.ruleId)?.name : undefined
  return (
    <Sheet
      title={isLog ? 'What rules did' : 'Rules for dead letters'}
      open
      onClose={closeSheets}
      width={640}
      losesNothing
      subtitle={isLog ? (named ?? 'newest first') : ''}
      footer={
        <>
          {isLog ? (
            <Button look="ghost" icon="back" onClick={back}>
              Rules
            </Button>
          ) : (
            <Button look="ghost" onClick={() => setAt({ at: 'log', ruleId: null })}>
              What they did
            </Button>
          )}
          <span className="flex-1" />
          <Button keys="Esc" look="ghost" onClick={closeSheets}>
            Close
          </Button>
          {!isLog && (
            <Button look="primary" icon="new" onClick={() => setAt({ at: 'form', ruleId: null })}>
              New rule
            </Button>
          )}
        </>
      }
    >
      {isLog ? <RuleLog key={at.ruleId} ruleId={at.ruleId} /> : <List known={known} onGo={setAt} />}
    </Sheet>
  )
}

type ListProps = { readonly known: Rules; readonly onGo: (at: RulesAt) => void }

function List({ known: { rules, save, remove }, onGo }: ListProps) {
  if (rules === null) return null
  if (rules.length === 0)
    return (
      <div className="h-56">
        <EmptyState title="No rules.">
          A rule does by itself what you would do with letters of one kind: requeue them later, with another model,
          label them, or tell you.
        </EmptyState>
      </div>
    )
  return (
    <ul aria-label="Rules">
      {rules.map((rule) => (
        <RuleRow
          key={rule.id}
          rule={rule}
          save={save}
          remove={remove}
          onEdit={() => onGo({ at: 'form', ruleId: rule.id })}
          onLog={() => onGo({ at: 'log', ruleId: rule.id })}
        />
      ))}
    </ul>
  )
}
