/** At the latest: a window that shows something else than rows, or none at all, holds nothing up. */
const longestMs = 3_000

/** What nobody waits for begins only once the first window shows its rows: until then, each bit of processor shows in the time of a start. */
export function createFirstLook(waitMs = longestMs) {
  const looked = Promise.withResolvers<void>()
  return {
    /** A window shows what it starts with. */
    drawn: (): void => looked.resolve(),
    /** There is no window that anybody would wait for, or not any more. */
    none: (): void => looked.resolve(),
    over(): Promise<void> {
      const late = setTimeout(looked.resolve, waitMs)
      return looked.promise.finally(() => clearTimeout(late))
    },
  }
}
export type FirstLook = ReturnType<typeof createFirstLook>
