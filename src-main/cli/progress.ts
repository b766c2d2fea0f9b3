import { type Counts, settled, total } from '#shared/batch'

const width = 30
/** A terminal is redrawn at most so often, a log gets a line at most so often. */
const redrawMs = 100
const logMs = 10_000

/** Shows how far a batch is: a bar that redraws itself on a terminal, a line now and then elsewhere.
 *  @param stream where it goes; stdout is kept for results @param out how many of what runs is out in batches of its provider */
export function createProgress(
  stream: NodeJS.WriteStream,
  counts: () => Counts,
  note: () => string,
  out: () => number = () => 0,
) {
  let drawnAt = 0
  let drawn = ''
  function draw(now: number, last: boolean) {
    if (!last && now - drawnAt < (stream.isTTY ? redrawMs : logMs)) return
    drawnAt = now
    const state = counts()
    const [done, all] = [settled(state), total(state)]
    const share = all === 0 ? 0 : done / all
    const bar = '█'.repeat(Math.floor(share * width)).padEnd(width, '░')
    const waits = [
      state.backing_off > 0 ? `${state.backing_off} backing off` : '',
      state.dead > 0 ? `${state.dead} dead` : '',
      note(),
    ]
    const text = `${bar} ${done}/${all}  ${state.running - out()} running ${waits.filter(Boolean).join(', ')}`
    if (text === drawn && !stream.isTTY) return
    drawn = text
    // \x1b[2K clears the line that the last, longer one left.
    stream.write(
      stream.isTTY ? `\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}${last ? '\n' : ''}` : `${text.trim()}\n`,
    )
  }
  return { update: (now: number) => draw(now, false), end: (now: number) => draw(now, true) }
}
