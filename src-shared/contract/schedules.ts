import { z } from 'zod'
import { ScheduleId, ScheduleInput, SchedulePreview, ScheduleView } from '../schedule'
import { BatchId } from '../task'
import { Done, Nothing } from './common'

/** Work that begins by itself at a time. */
export const scheduleCommands = {
  // schedules; `schedules` events follow each change
  listSchedules: { request: Nothing, response: z.array(ScheduleView) },
  previewSchedule: {
    request: z.object({ cron: z.string().max(200), timeZone: z.string() }),
    response: SchedulePreview,
  },
  saveSchedule: { request: ScheduleInput, response: ScheduleView },
  pauseSchedule: { request: z.object({ id: ScheduleId, paused: z.boolean() }), response: ScheduleView },
  runSchedule: { request: z.object({ id: ScheduleId }), response: z.object({ batchId: BatchId }) },
  removeSchedule: { request: z.object({ id: ScheduleId }), response: Done },
} as const
