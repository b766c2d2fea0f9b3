import { autoLane } from '#shared/auto-lane'
import { chat } from '#shared/request'
import type { Schedule } from '#shared/schedule'
import type { EpochMs } from '#shared/task'
import { fillNames } from '#shared/template'
import type { NewTask } from '#shared/work'
import { wallTime } from '#shared/zoned-time'

/** Where a prompt goes that leaves its provider or model open. Throws CommandError when there is no such provider. */
export type ChooseTarget = (wish: { providerId?: string; model?: string }) => { providerId: string; model: string }

const two = (value: number): string => String(value).padStart(2, '0')

/** {{date}} (2026-12-24) and {{time}} (22:00) of a moment on the clock of a zone. Other braces stay as they are. */
export function fillIn(text: string, at: EpochMs, timeZone: string): string {
  if (!text.includes('{{')) return text
  const { year, month, day, hour, minute } = wallTime(at, timeZone)
  const date = `${year}-${two(month)}-${two(day)}`
  const time = `${two(hour)}:${two(minute)}`
  return fillNames(text, (name) => (name === 'date' ? date : name === 'time' ? time : undefined))
}

/** The name of a firing's batch: the schedule's, which says itself when it fired or has it added. */
export function batchName({ name, timeZone }: Pick<Schedule, 'name' | 'timeZone'>, at: EpochMs): string {
  const filled = fillIn(name, at, timeZone)
  return filled === name ? `${name} ${fillIn('{{date}} {{time}}', at, timeZone)}` : filled
}

/** What a firing queues. `at` is the moment it was due, also when it fires later. Throws what `target` throws. */
export function tasksOf(schedule: Schedule, at: EpochMs, target: ChooseTarget): NewTask[] {
  const { timeZone, template } = schedule
  return template.prompts.map(({ prompt, system, lane, providerId, model, ...options }) => {
    const chosen = target(wishOf(schedule, providerId, model))
    const filled = system === undefined ? {} : { system: fillIn(system, at, timeZone) }
    const request = chat(fillIn(prompt, at, timeZone), { ...options, ...filled })
    const wished = lane ?? schedule.lane
    return {
      ...{ request, lane: wished === 'auto' ? autoLane(request, chosen.model) : wished, ...chosen },
      ...{ customId: null, file: null, line: null },
    }
  })
}

/** A prompt that names another provider does not take the model that was meant for the schedule's own. */
function wishOf(schedule: Schedule, providerId: string | undefined, model: string | undefined) {
  const provider = providerId ?? schedule.providerId ?? undefined
  const ownModel = providerId === undefined || providerId === schedule.providerId ? schedule.model : null
  const wished = model ?? ownModel ?? undefined
  return {
    ...(provider === undefined ? {} : { providerId: provider }),
    ...(wished === undefined ? {} : { model: wished }),
  }
}
