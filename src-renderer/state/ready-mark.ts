let isMarked = false

/** Marks, once, when the first rows are on the screen and the thread is free again, for whoever measures how long a start takes. */
export function markInteractive(): void {
  if (isMarked) return
  isMarked = true
  requestAnimationFrame(() => setTimeout(() => performance.mark('interactive')))
}
