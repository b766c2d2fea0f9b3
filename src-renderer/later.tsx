import { type ComponentType, lazy, Suspense, useState } from 'react'

const loads: (() => Promise<unknown>)[] = []

/** A component that is no part of what a window starts with: it is loaded when it is first drawn, or before by `loadTheRest`. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  const once = async () => {
    loaded ??= await load()
    return loaded
  }
  loads.push(once)
  const Lazy = lazy(async () => ({ default: await once() }))

  return function Later(props: Props) {
    // One that is here already is drawn at once, without a moment of nothing. Which of the two it is stays so: else its state would go.
    const [Loaded] = useState(() => loaded)
    if (Loaded) return <Loaded {...props} />
    return (
      <Suspense fallback={null}>
        <Lazy {...props} />
      </Suspense>
    )
  }
}

let all: Promise<unknown> | null = null
let isAllLoaded = false

/** Loads all that was left for later. A piece that cannot be loaded now is tried again when it is drawn. */
export async function loadTheRest(): Promise<void> {
  all ??= Promise.allSettled(loads.map((load) => load()))
  await all
  isAllLoaded = true
}

/** Whether `loadTheRest` has come to its end. */
export const hasTheRest = (): boolean => isAllLoaded
