import type { StorageState } from '#shared/storage'

/** What a person is asked before answers that only memory holds are given up. */
export type QuitQuestion = {
  readonly message: string
  readonly detail: string
  readonly wait: string
  readonly quit: string
}

/** Null when everything is on disk. */
export function quitQuestion(storage: StorageState): QuitQuestion | null {
  if (storage.kind === 'ok' || storage.unsaved === 0) return null
  const { unsaved, trouble } = storage
  const one = unsaved === 1
  const message = `${one ? '1 answer is' : `${unsaved} answers are`} not on disk yet`
  const after = `If you quit now, ${one ? 'it is' : 'they are'} lost, and ${one ? 'its prompt is' : 'their prompts are'} called again at the next start.`
  if (trouble.kind === 'damaged')
    return {
      ...{ message, wait: 'Keep it open', quit: 'Quit' },
      detail: `The database is damaged, so nothing more can be saved in it. ${after} At that start Trilane offers the newest backup, and to read what can still be read.`,
    }
  return {
    ...{ message, wait: 'Wait', quit: 'Quit anyway' },
    detail: `${trouble.message} If you wait, Trilane quits as soon as ${one ? 'it is' : 'they are'} saved. ${after}`,
  }
}

/** `asked`: a person or a signal; there is time to end well. `system`: the machine goes down and waits for a few seconds only. */
export type Quitting = 'asked' | 'system'

type Parts = {
  readonly storage: () => StorageState
  readonly ask: (question: QuitQuestion) => Promise<'wait' | 'quit'>
  /** It was decided to wait, perhaps after the last window was closed. */
  readonly onWait: () => void
  /** Called once. */
  readonly close: (how: Quitting) => void
  /** It is closing already, and now the machine goes down as well. */
  readonly hurry: () => void
}

/** Decides when the app closes. What is in memory only is given up by a person, or when nobody can be asked any more. */
export function createQuit({ storage, ask, onWait, close, hurry }: Parts) {
  let state: 'open' | 'asking' | 'waiting' | 'closing' = 'open'

  function end(how: Quitting) {
    if (state === 'closing') return how === 'system' ? hurry() : undefined
    state = 'closing'
    close(how)
  }

  async function decide(question: QuitQuestion) {
    state = 'asking'
    const choice = await ask(question).catch(() => 'wait' as const)
    if (state !== 'asking') return
    if (choice === 'quit' || quitQuestion(storage()) === null) return end('asked')
    state = 'waiting'
    onWait()
  }

  return {
    /** A person wants to quit. */
    request() {
      if (state === 'asking' || state === 'closing') return
      const question = quitQuestion(storage())
      if (question === null) end('asked')
      else void decide(question)
    },
    /** There is nobody to ask. */
    now: end,
    storageChanged() {
      if (state === 'waiting' && quitQuestion(storage()) === null) end('asked')
    },
  }
}

/** Runs each step whatever became of the ones before it: none of them may keep a later one from its work. */
export async function inOrder(steps: readonly (() => unknown)[], failed: (error: unknown) => void): Promise<void> {
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failed(error)
    }
  }
}
