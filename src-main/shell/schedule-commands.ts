import type { Fired, Schedules } from '#engine/schedules/schedules'
import type { EventOf, Handlers } from '#shared/contract'
import type { Store } from '#store/store'

type Names = 'listSchedules' | 'previewSchedule' | 'saveSchedule' | 'pauseSchedule' | 'runSchedule' | 'removeSchedule'

/** What a person does with recurring schedules. */
export function scheduleCommands(schedules: Schedules): Pick<Handlers, Names> {
  return {
    listSchedules: async () => schedules.list(),
    previewSchedule: async ({ cron, timeZone }) => schedules.preview(cron, timeZone),
    saveSchedule: (input) => schedules.save(input),
    pauseSchedule: ({ id, paused }) => schedules.setPaused(id, paused),
    runSchedule: ({ id }) => schedules.runNow(id),
    async removeSchedule({ id }) {
      await schedules.remove(id)
      return {}
    },
  }
}

/** Sends all schedules to the windows after each commit in which one fired or changed. Call the returned function to end it. */
export function tellSchedules(
  { events, onNews }: Pick<Store, 'events' | 'onNews'>,
  schedules: Pick<Schedules, 'list'>,
  tell: (all: EventOf<'schedules'>) => void,
): () => void {
  let seen = events.lastSeq()
  return onNews(() => {
    const news = events.since(seen, newsLimit)
    seen = events.lastSeq()
    if (news.length === newsLimit || news.some(({ kind }) => kind === 'schedule')) tell(schedules.list())
  })
}
const newsLimit = 1_000

/** What to tell of a firing that made up for missed ones; null for a regular one, which the queue shows by itself. */
export function firedNotice({ name, standsFor }: Fired): EventOf<'notice'> | null {
  if (standsFor === 0) return null
  const count = standsFor === 1 ? 'one firing' : `${standsFor} firings`
  return {
    kind: 'info',
    title: `${name} ran once, late`,
    detail: `It also stands for ${count} that passed while Trilane was closed or this machine slept.`,
  }
}
