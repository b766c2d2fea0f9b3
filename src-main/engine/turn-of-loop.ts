/** Numbers the turns of the event loop: the function gives the same number throughout one turn. */
export function turnOfLoop(): () => number {
  let turn = 0
  let counted = false
  return () => {
    if (!counted) {
      counted = true
      setImmediate(() => {
        turn++
        counted = false
      })
    }
    return turn
  }
}
