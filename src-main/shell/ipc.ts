import type { IpcMainInvokeEvent, WebContents } from 'electron'
import type { z } from 'zod'
import { commands, type EventName, type EventOf, type Handlers } from '#shared/contract'
import { eventChannel } from '#shared/contract/names'
import { CommandError } from '#shared/result'
import { answerWith } from './ipc-door'

/** Answers every command of the contract. Each call is checked for its sender, parsed into fresh values, and answered by a Result:
 *  of a thrown error Electron would keep only the message. A command without a handler is refused: the data is not open yet.
 *  @param failed is told of an error that is none of the expected ones
 *  @returns how to take them back, so that others can be registered */
export function registerCommands(
  handlers: Partial<Handlers>,
  isTrusted: (event: IpcMainInvokeEvent) => boolean,
  failed: (error: unknown) => void = () => {},
): () => void {
  return answerWith(async (name, event, request) => {
    try {
      if (!isTrusted(event))
        throw new CommandError('untrusted', 'This call came from a page that is not part of Trilane.')
      // The contract pairs each schema with its handler; over all of them TypeScript cannot follow that pairing.
      const handle = handlers[name] as ((request: unknown, window: number) => Promise<unknown>) | undefined
      if (!handle) throw new CommandError('wrong_state', 'Trilane has not opened its data yet.')
      const schema: z.ZodType = commands[name].request
      const parsed = schema.safeParse(request)
      if (!parsed.success) throw new CommandError('bad_request', explain(parsed.error))
      return { ok: true, value: await handle(parsed.data, event.sender.id) }
    } catch (error) {
      if (!(error instanceof CommandError)) failed(error)
      return { ok: false, error: asFailed(error, name) }
    }
  })
}

/** Sends an event to a window; nothing when it is gone. */
export function send<E extends EventName>(to: WebContents, event: E, payload: EventOf<E>) {
  if (!to.isDestroyed()) to.send(eventChannel(event), payload)
}

function asFailed(error: unknown, command: string) {
  if (error instanceof CommandError) return { code: error.code, message: error.message }
  console.error(`command ${command} failed:`, error)
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal' as const,
    message: `Trilane could not do this (${message}). Nothing that was stored is lost.`,
  }
}

function explain({ issues }: z.ZodError): string {
  const [first] = issues
  const where = first?.path.join('.')
  return where ? `${first?.message} (${where})` : (first?.message ?? 'The request does not fit.')
}
