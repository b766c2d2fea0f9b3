import { useCallback, useEffect, useState } from 'react'
import type { RuleEvent, RuleLogEntry } from '#shared/rule'
import type { TaskId } from '#shared/task'
import { formatDayTime } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Icon, type IconName } from '../../ui/Icon'
import { eventWords } from './rule-words'

const pageLength = 100
const icons: Readonly<Record<RuleEvent, IconName>> = {
  ...{ requeued: 'requeue', labelled: 'priority', notified: 'info', skipped: 'minus', gave_up: 'close' },
  stopped: 'invalid',
}

/** What the rules did, newest first, each with the way to its task. @param ruleId of one of them; null: of all */
export function RuleLog({ ruleId }: { readonly ruleId: number | null }) {
  const { entries, more, older } = useLog(ruleId)
  if (entries === null) return null
  if (entries.length === 0)
    return (
      <div className="h-56">
        <EmptyState title="Nothing yet.">What a rule does to a letter is written here.</EmptyState>
      </div>
    )
  return (
    <>
      <ol aria-label="Log" className="py-1">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} withName={ruleId === null} />
        ))}
      </ol>
      {more && (
        <div className="px-5 pb-4">
          <Button size="sm" onClick={() => void older()}>
            Show older
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ entry, withName }: { readonly entry: RuleLogEntry; readonly withName: boolean }) {
  const { at, what, detail, ruleName, taskId } = entry
  return (
    <li className="flex min-h-8 items-start gap-2.5 px-5 py-1.5 text-xs">
      <span className="tn w-[76px] shrink-0 whitespace-nowrap text-ink-3">{formatDayTime(at)}</span>
      <Icon name={icons[what]} size={14} className={what === 'stopped' ? 'mt-px text-dead' : 'mt-px text-ink-3'} />
      <span className="min-w-0 flex-1 text-ink-2 wrap-break-word">
        <b className={`font-medium ${what === 'stopped' ? 'text-dead' : 'text-ink'}`}>{eventWords[what]}.</b> {detail}
        {withName && <span className="text-ink-3"> {ruleName}</span>}
      </span>
      {taskId !== null && (
        <span className="-my-1 shrink-0">
          <Button size="sm" look="ghost" onClick={() => openTask(taskId)} aria-label={`Open task ${taskId}`}>
            Open
          </Button>
        </span>
      )}
    </li>
  )
}

function openTask(id: TaskId): void {
  const { closeSheets, goTo, scopeTo, openTask: open } = useStore.getState()
  closeSheets()
  goTo('queue')
  scopeTo(null)
  open(id)
}

function useLog(ruleId: number | null) {
  const [entries, setEntries] = useState<readonly RuleLogEntry[] | null>(null)
  const [more, setMore] = useState(false)
  const dead = useStore((store) => store.overview?.counts)
  const read = useCallback(
    (before: number | null) =>
      ask('getRuleLog', { ruleId, before, limit: pageLength }, { failed: 'The log could not be read' }),
    [ruleId],
  )
  // What is new comes to the top; older pages that were asked for stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read again when something happened to tasks
  useEffect(() => {
    let isHere = true
    void read(null).then((page) => {
      if (!isHere || !Array.isArray(page)) return
      setEntries((known) => [...page, ...(known ?? []).filter(({ id }) => id < (page.at(-1)?.id ?? 0))])
      setMore((was) => was || page.length === pageLength)
    })
    return () => {
      isHere = false
    }
  }, [read, dead])
  async function older() {
    const page = await read(entries?.at(-1)?.id ?? null)
    if (!Array.isArray(page)) return
    setEntries((known) => [...(known ?? []), ...page])
    setMore(page.length === pageLength)
  }
  return { entries, more, older }
}
