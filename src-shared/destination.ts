import { z } from 'zod'
import { BatchId, TaskId } from './task'

/** The views that something outside of the window leads to. */
export const views = [
  'queue',
  'dead_letters',
  'insights',
  'spending',
  'providers',
  'schedules',
  'watches',
  'settings',
] as const

/** A place in the window that something outside of it leads to: a link, a notification, the tray. Going there changes nothing. */
export const Destination = z.discriminatedUnion('to', [
  z.object({ to: z.literal('task'), id: TaskId }),
  z.object({ to: z.literal('batch'), id: BatchId }),
  z.object({ to: z.enum(views) }),
])
export type Destination = z.infer<typeof Destination>

/** The scheme of links into the app: `trilane://task/12`, `trilane://batch/3`, `trilane://dead-letters`. */
export const linkScheme = 'trilane'
