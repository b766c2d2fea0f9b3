import type { ScheduleView } from '#shared/schedule'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { showBatch } from '../../state/work'

export async function runNow({ id, name }: ScheduleView): Promise<void> {
  const fired = await ask('runSchedule', { id }, { failed: `${name} was not run` })
  if (!fired) return
  const { toast } = useStore.getState()
  toast({
    ...{ kind: 'done', title: `${name} queued its batch` },
    detail: 'Its next regular firing stays where it is.',
    action: { label: 'Show', run: () => showBatch(fired.batchId) },
  })
}

export async function setPaused({ id, name }: ScheduleView, paused: boolean): Promise<ScheduleView | null> {
  const failed = `${name} was not ${paused ? 'paused' : 'resumed'}`
  return ask('pauseSchedule', { id, paused }, { failed })
}

/** Whether it went. */
export async function removeSchedule({ id, name }: ScheduleView): Promise<boolean> {
  const done = await ask('removeSchedule', { id }, { failed: `${name} was not removed` })
  if (done)
    useStore.getState().toast({ kind: 'done', title: `${name} removed`, detail: 'Its batches and results are kept.' })
  return done !== null
}
