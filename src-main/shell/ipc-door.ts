import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import { type Command, commandChannel, commandNames } from '#shared/contract/names'
import type { Result } from '#shared/result'

/** Answers any command of a window; never rejects. */
export type Answer = (name: Command, event: IpcMainInvokeEvent, request: unknown) => Promise<Result<unknown>>

let answering = Promise.withResolvers<Answer>()

/** From now on windows may call. Until someone answers, the calls wait: a window loads while main still reads its own code and opens the data. */
export function openDoor(): void {
  for (const name of commandNames)
    ipcMain.handle(commandChannel(name), async (event, request: unknown) =>
      (await answering.promise)(name, event, request),
    )
}

/** @returns how to step back: calls then wait for who answers next */
export function answerWith(answer: Answer): () => void {
  const own = answering
  own.resolve(answer)
  return () => {
    if (answering === own) answering = Promise.withResolvers()
  }
}
