let isMarked = false
const waiting: (() => void)[] = []

/** Marks, once, when the first rows are on the screen and the thread is free again, for whoever measures how long a start takes. */
export function markInteractive(): void {
  if (isMarked) return
  isMarked = true
  requestAnimationFrame(() =>
    setTimeout(() => {
      performance.mark('interactive')
      for (const each of waiting.splice(0)) each()
    }),
  )
}

/** Calls it once the first rows are on the screen: what a person would not wait for. */
export function onInteractive(listener: () => void): void {
  if (performance.getEntriesByName('interactive').length > 0) listener()
  else waiting.push(listener)
}
