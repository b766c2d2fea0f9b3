import { useId } from 'react'
import { ruleWords, type ScheduleView } from '#shared/schedule'
import { machineZone, sameZone } from '#shared/zoned-time'
import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { RemoveSchedule } from './RemoveSchedule'
import { ScheduleForm } from './ScheduleForm'
import { runNow, setPaused } from './schedule-actions'
import { LastCell, NextCell, ScheduleGlyph } from './schedule-cells'
import { useScheduleForm } from './use-schedule-form'

type ScheduleRowProps = {
  readonly schedule: ScheduleView
  readonly open: boolean
  readonly onToggle: () => void
  readonly onChanged: (schedule: ScheduleView) => void
  readonly onRemoved: () => void
}

export const scheduleGrid =
  'grid grid-cols-[16px_minmax(0,1.35fr)_minmax(0,1.2fr)_minmax(0,1fr)_60px_16px] items-center gap-x-4 px-3.5'

/** One schedule: when it fires next and what it last came to, and all that can be set about it once it is opened. */
export function ScheduleRow({ schedule, open, onToggle, onChanged, onRemoved }: ScheduleRowProps) {
  const id = useId()
  const paused = schedule.state === 'paused'
  const togglePause = () => void setPaused(schedule, !paused).then((changed) => changed && onChanged(changed))
  const rule = `${ruleWords(schedule)}${sameZone(schedule.timeZone, machineZone()) ? '' : ` in ${schedule.timeZone}`}`
  return (
    <li className={`border-t border-line ${open ? 'bg-surface' : ''}`}>
      <div className={`${scheduleGrid} relative min-h-13 py-1.5 text-xs ${open ? '' : 'hover:bg-hover'}`}>
        <ScheduleGlyph schedule={schedule} />
        <span className="min-w-0">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={onToggle}
            title={schedule.name}
            className={`line-clamp-2 max-w-full text-left text-[13px] font-semibold wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus ${paused ? 'text-ink-2' : ''}`}
          >
            {schedule.name}
          </button>
          <span className={`line-clamp-2 text-ink-3 ${schedule.words === null ? 'code' : ''}`} title={rule}>
            {rule}
          </span>
        </span>
        <NextCell schedule={schedule} />
        <LastCell schedule={schedule} />
        <span className="relative flex justify-end gap-1">
          <IconButton icon="fire" label={`Run ${schedule.name} now`} size="sm" onClick={() => void runNow(schedule)} />
          <IconButton
            icon={paused ? 'run' : 'pause'}
            label={`${paused ? 'Resume' : 'Pause'} ${schedule.name}`}
            size="sm"
            onClick={togglePause}
          />
        </span>
        <Icon name={open ? 'down' : 'right'} size={14} className="text-ink-3" />
      </div>
      {open && (
        <div id={id} className="px-3.5 pt-1.5 pb-4 min-[1000px]:pl-[46px]">
          <OpenForm schedule={schedule} onChanged={onChanged} onRemoved={onRemoved} onPause={togglePause} />
        </div>
      )}
    </li>
  )
}

type OpenFormProps = Pick<ScheduleRowProps, 'schedule' | 'onChanged' | 'onRemoved'> & { readonly onPause: () => void }

function OpenForm({ schedule, onChanged, onRemoved, onPause }: OpenFormProps) {
  const form = useScheduleForm(schedule, onChanged)
  return (
    <>
      <History schedule={schedule} />
      <ScheduleForm form={form} label={schedule.name}>
        <Button icon={schedule.state === 'paused' ? 'run' : 'pause'} onClick={onPause}>
          {schedule.state === 'paused' ? 'Resume' : 'Pause'}
        </Button>
        <Button icon="fire" onClick={() => void runNow(schedule)} disabled={form.changed}>
          Run now
        </Button>
        {form.changed && <span className="text-xs text-ink-3">Save first, then run.</span>}
        <span className="flex-1" />
        <RemoveSchedule schedule={schedule} onRemoved={onRemoved} />
      </ScheduleForm>
    </>
  )
}

/** How often it fired, and why it last did not. */
function History({ schedule: { fired, skipped, lastSkip } }: Pick<ScheduleRowProps, 'schedule'>) {
  if (fired === 0 && skipped === 0) return null
  const left = skipped === 0 ? '' : ` ${counted(skipped, 'firing was', 'firings were')} left out.`
  return (
    <p className="mb-3 text-xs text-ink-3">
      Fired {counted(fired, 'time')}.{left} {lastSkip && `Last: ${lastSkip.message}`}
    </p>
  )
}
