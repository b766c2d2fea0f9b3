import type { Engine } from '#engine/engine'

/** Says once that the disk is in trouble and what to do about it, and once that it is over. @returns aborts when the file is damaged */
export function tellStorage(engine: Pick<Engine, 'storage' | 'onStorage'>, say: (line: string) => void): AbortSignal {
  const damaged = new AbortController()
  let told: string | null = null
  engine.onStorage(() => {
    const storage = engine.storage()
    if (storage.kind === 'ok') {
      if (told !== null) say('The disk takes writes again; the work goes on.')
      told = null
    } else if (storage.trouble.kind === 'damaged')
      damaged.abort() // the run ends with it, and says what can be done
    else if (told !== storage.trouble.kind) {
      told = storage.trouble.kind
      say(storage.trouble.message)
    }
  })
  return damaged.signal
}

/** Once the engine has stopped: what it had to leave in memory. */
export function tellUnsaved(engine: Pick<Engine, 'storage'>, say: (line: string) => void): void {
  const storage = engine.storage()
  if (storage.kind === 'trouble' && storage.unsaved > 0)
    say(`${storage.unsaved} answers could not be saved; their prompts are called again by the next run.`)
}
