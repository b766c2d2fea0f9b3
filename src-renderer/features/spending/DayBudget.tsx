import { type FormEvent, useEffect, useState } from 'react'
import { formatUsd } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { useNow } from '../../use-now'
import { BudgetField } from './BudgetField'
import { budgetText, readBudget, setDayBudget } from './budget'
import { beginsAt } from './hold-words'

/** What all calls of a local day may cost: set, raised or lifted; and how much of today's is gone. `inColumns`: among the settings. */
export function DayBudget({ inColumns = false }: { readonly inColumns?: boolean }) {
  const spend = useStore((store) => store.overview?.spend)
  const budget = spend?.dayBudget ?? null
  const [text, setText] = useState(() => budgetText(budget))
  const [busy, setBusy] = useState(false)
  useEffect(() => setText(budgetText(budget)), [budget])
  const read = readBudget(text)
  const isChanged = read.ok && read.value !== budget
  if (!spend) return null

  async function save(next: number | null) {
    setBusy(true)
    await setDayBudget(next)
    setBusy(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (read.ok && isChanged && !busy) void save(read.value)
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <span
        aria-hidden
        className={`flex h-7 items-center ${inColumns ? 'w-[180px] text-ink-2 max-[620px]:w-full' : 'font-medium'}`}
      >
        A day may cost
      </span>
      <div className="w-[120px]">
        <BudgetField label="Budget of a day" hideLabel value={text} onChange={setText} />
      </div>
      <Button type="submit" disabled={!isChanged || busy}>
        {read.ok && read.value === null && budget !== null ? 'Lift' : 'Save'}
      </Button>
      {budget !== null && !isChanged && (
        <Button look="ghost" disabled={busy} onClick={() => void save(null)}>
          Lift
        </Button>
      )}
      <p className="tn min-h-7 min-w-0 flex-1 basis-64 content-center text-xs text-ink-2">
        <TodayWords />
      </p>
    </form>
  )
}

function TodayWords() {
  const spend = useStore((store) => store.overview?.spend)
  const now = useNow()
  if (!spend) return null
  const { today, unanswered, dayBudget, held, opensAt } = spend
  const spent = `${formatUsd(today)} today${unanswered > 0 ? `, and up to ${formatUsd(unanswered)} for calls that were never answered` : ''}`
  if (dayBudget === null) return `${spent}. There is no limit to what a day may cost.`
  const left = Math.max(0, dayBudget - today - unanswered)
  const again = opensAt === null ? '' : ` It begins anew at ${beginsAt(opensAt, now)}.`
  if (held === 'day') return `${spent}: the budget of ${formatUsd(dayBudget)} holds the rest.${again}`
  return `${spent}, ${formatUsd(left)} of ${formatUsd(dayBudget)} left. Practice and what runs on this computer cost nothing.`
}
