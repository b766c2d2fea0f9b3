/** What a person is asked: the first button tries once more, the second one quits. */
export type RevivalQuestion = {
  readonly message: string
  readonly detail: string
  readonly buttons: string[]
  readonly cancelId: number
}
type Parts = {
  readonly now: () => number // ms, of a clock that only rises
  readonly reload: () => void
  readonly giveUp: (question: RevivalQuestion) => unknown
}

const withinMs = 60_000
const most = 3

/** What to do each time that a page's process has died: it is loaded anew, and a person asked when that helps no more. */
export function createRevival({ now, reload, giveUp }: Parts): () => void {
  let deaths: number[] = []
  return () => {
    const at = now()
    deaths = [...deaths.filter((before) => at - before < withinMs), at]
    if (deaths.length <= most) return reload()
    deaths = []
    giveUp({
      message: 'This window has stopped several times',
      detail:
        'Tasks go on without it, and all prompts and answers are kept. Show it again; if it stops once more, quit Trilane and start it again.',
      buttons: ['Show it again', 'Quit'],
      cancelId: 0,
    })
  }
}
