import type { StorageState } from '#shared/storage'

/** What a person is asked before something is given up that is not on disk: answers that only memory holds, an import that is not done. */
export type QuitQuestion = {
  readonly message: string
  readonly detail: string
  readonly wait: string
  readonly quit: string
}

/** Null when everything is on disk. @param imports how many are being queued */
export function quitQuestion(storage: StorageState, imports = 0): QuitQuestion | null {
  if (storage.kind === 'ok' || storage.unsaved === 0) return imports === 0 ? null : aboutImports(imports)
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

function aboutImports(imports: number): QuitQuestion {
  const one = imports === 1
  return {
    message: `${one ? 'An import is' : `${imports} imports are`} not queued yet`,
    detail: `If you wait, Trilane quits as soon as ${one ? 'it is' : 'they are'}. If you quit now, nothing of ${one ? 'it' : 'them'} is queued; ${one ? 'its file stays as it is' : 'their files stay as they are'}, to be imported again.`,
    ...{ wait: 'Wait', quit: 'Quit anyway' },
  }
}

/** `asked`: a person or a signal; there is time to end well. `system`: the machine goes down and waits for a few seconds only. */
export type Quitting = 'asked' | 'system'

type Parts = {
  readonly storage: () => StorageState
  /** How many imports are being queued. */
  readonly imports: () => number
  readonly ask: (question: QuitQuestion) => Promise<'wait' | 'quit'>
  /** It was decided to wait, perhaps after the last window was closed. */
  readonly onWait: () => void
  /** Called once. */
  readonly close: (how: Quitting) => void
  /** It is closing already, and now the machine goes down as well. */
  readonly hurry: () => void
}

/** Decides when the app closes. What is not on disk is given up by a person, or when nobody can be asked any more. */
export function createQuit({ storage, imports, ask, onWait, close, hurry }: Parts) {
  let state: 'open' | 'asking' | 'waiting' | 'closing' = 'open'
  const question = () => quitQuestion(storage(), imports())

  function end(how: Quitting) {
    if (state === 'closing') return how === 'system' ? hurry() : undefined
    state = 'closing'
    close(how)
  }

  async function decide(asked: QuitQuestion) {
    state = 'asking'
    const choice = await ask(asked).catch(() => 'wait' as const)
    if (state !== 'asking') return
    if (choice === 'quit' || question() === null) return end('asked')
    state = 'waiting'
    onWait()
  }

  return {
    /** A person wants to quit. */
    request() {
      if (state === 'asking' || state === 'closing') return
      const asked = question()
      if (asked === null) end('asked')
      else void decide(asked)
    },
    /** There is nobody to ask. */
    now: end,
    /** Something may be on disk now that was not. */
    changed() {
      if (state === 'waiting' && question() === null) end('asked')
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
