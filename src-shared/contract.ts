import type { z } from 'zod'
import { appCommands } from './contract/app'
import { compareCommands } from './contract/compare'
import type { EventOf } from './contract/events'
import { exportCommands } from './contract/export'
import { importCommands } from './contract/import'
import { keepingCommands } from './contract/keeping'
import { laneCommands } from './contract/lanes'
import { letterCommands } from './contract/letters'
import { moneyCommands } from './contract/money'
import type { Command, EventName } from './contract/names'
import { providerCommands } from './contract/providers'
import { scheduleCommands } from './contract/schedules'
import { screenCommands } from './contract/screen'
import { templateCommands } from './contract/templates'
import { watchCommands } from './contract/watches'
import { workCommands } from './contract/work'
import type { Result } from './result'

/** Every command once: what a window sends, and what it gets back; a file for each area. */
export const commands = {
  ...screenCommands,
  ...workCommands,
  ...letterCommands,
  ...laneCommands,
  ...templateCommands,
  ...compareCommands,
  ...importCommands,
  ...exportCommands,
  ...providerCommands,
  ...moneyCommands,
  ...scheduleCommands,
  ...watchCommands,
  ...keepingCommands,
  ...appCommands,
} as const satisfies Record<Command, { request: z.ZodType; response: z.ZodType }>
export type Request<C extends Command> = z.input<(typeof commands)[C]['request']>
export type Parsed<C extends Command> = z.output<(typeof commands)[C]['request']>
export type Response<C extends Command> = z.output<(typeof commands)[C]['response']>

/** `window.trilane`. A call never rejects. */
export type Bridge = {
  readonly [C in Command]: (request: Request<C>) => Promise<Result<Response<C>>>
} & {
  /** Calls `listener` with every such event until the returned function is called. */
  readonly on: <E extends EventName>(event: E, listener: (payload: EventOf<E>) => void) => () => void
  /** Where dropped files are on this machine; '' for what is not a file there. */
  readonly pathsOf: (files: readonly File[]) => string[]
}
/** Handlers of main: one missing does not compile. Expected failures are thrown as CommandError. */
export type Handlers = { readonly [C in Command]: (request: Parsed<C>, window: WindowId) => Promise<Response<C>> }
export type WindowId = number

export { Settings, SettingsChange, TimeFormat } from './contract/app'
export { Selection } from './contract/common'
export { type EventOf, events, MenuAction, Notice } from './contract/events'
export { PauseScope } from './contract/lanes'
export type { Command, EventName } from './contract/names'
export { LiveOutput } from './contract/screen'
export { BulkProgress, TaskChange } from './contract/work'
