import { useState } from 'react'
import type { ScheduleId, ScheduleView } from '#shared/schedule'
import { TopBar } from '../../frame/TopBar'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { AddSchedule } from './AddSchedule'
import { ScheduleRow, scheduleGrid } from './ScheduleRow'
import { useSchedules } from './use-schedules'

/** Prompts that queue themselves: when, what they last came to, and what each of them is. */
export function SchedulesView() {
  const { list, failure, put, drop } = useSchedules()
  const [adding, setAdding] = useState(false)
  const [openId, setOpenId] = useState<ScheduleId | null>(null)
  const add = () => {
    setAdding(true)
    setOpenId(null)
  }
  const isEmpty = list?.length === 0 && !adding
  return (
    <>
      <TopBar title="Schedules">
        <span className="flex-1" />
        <Button icon="new" look={adding || openId ? 'default' : 'primary'} onClick={add} disabled={adding}>
          New schedule
        </Button>
      </TopBar>
      {failure !== null && (
        <Banner hue="dead" icon="invalid" title="The schedules could not be read.">
          {failure}
        </Banner>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
        {isEmpty ? (
          <EmptyState title="Nothing is scheduled.">
            A schedule queues its prompts by itself: every night, on weekdays, on the first of each month.
          </EmptyState>
        ) : (
          <section aria-labelledby="schedules-heading" className="max-w-[1640px]">
            <div className="flex min-h-11 flex-wrap items-center gap-x-2.5 py-1">
              <h2 id="schedules-heading" className="text-[13.5px] font-semibold">
                Recurring
              </h2>
              <p className="text-xs text-ink-3">They fire while Trilane runs. What was missed is up to each of them.</p>
            </div>
            {adding && (
              <AddSchedule
                onCancel={() => setAdding(false)}
                onSaved={(saved) => {
                  put(saved)
                  setAdding(false)
                }}
              />
            )}
            {list !== null && list.length > 0 && (
              <Table list={list} openId={openId} onOpen={setOpenId} put={put} drop={drop} />
            )}
          </section>
        )}
      </div>
    </>
  )
}

type TableProps = Pick<ReturnType<typeof useSchedules>, 'put' | 'drop'> & {
  readonly list: readonly ScheduleView[]
  readonly openId: ScheduleId | null
  readonly onOpen: (id: ScheduleId | null) => void
}

function Table({ list, openId, onOpen, put, drop }: TableProps) {
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong">
      <div aria-hidden className={`${scheduleGrid} h-[26px] bg-chrome text-2xs font-medium text-ink-3`}>
        <span />
        <span>Schedule</span>
        <span>Next firing</span>
        <span>Last batch</span>
        <span />
        <span />
      </div>
      <ul aria-label="Schedules">
        {list.map((schedule) => (
          <ScheduleRow
            key={schedule.id}
            schedule={schedule}
            open={openId === schedule.id}
            onToggle={() => onOpen(openId === schedule.id ? null : schedule.id)}
            onChanged={put}
            onRemoved={() => drop(schedule.id)}
          />
        ))}
      </ul>
    </div>
  )
}
