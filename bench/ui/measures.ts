import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Running } from './devtools'

/** Frames of one stretch of time: how many, how many of them took over 20 ms, and the longest, in ms. */
export type Frames = { readonly frames: number; readonly slow: number; readonly longestMs: number }
export const slowShare = ({ frames, slow }: Frames): number => (frames === 0 ? Number.NaN : slow / frames)

/** Ms from before the process was made to the first rows on the screen with the window's thread free. */
export async function interactiveMs(app: Running): Promise<number> {
  const look = () =>
    app.evaluate(() => {
      const [mark] = performance.getEntriesByName('interactive')
      return mark ? performance.timeOrigin + mark.startTime : null
    })
  for (let tries = 0; tries < 3_000; tries++) {
    const at = await look().catch(() => null) // a window's first document is an empty one, and goes
    if (at !== null) return at - app.startedAt
    await new Promise((next) => setTimeout(next, 20))
  }
  throw new Error('the window did not come to be interactive')
}

/** Opens a tab of the queue by its name. */
export const openTab = (app: Running, name: string): Promise<void> =>
  app.evaluate(async (wanted: string) => {
    for (;;) {
      const tabs = [...document.querySelectorAll<HTMLElement>('[role="tab"]')]
      const tab = tabs.find(({ textContent }) => textContent?.startsWith(wanted))
      tab?.click()
      if (tab?.getAttribute('aria-selected') === 'true') break
      await new Promise((next) => setTimeout(next, 50))
    }
    const settled = () => document.querySelectorAll('[role="grid"] [role="row"][data-index]').length > 5
    while (!settled()) await new Promise((next) => setTimeout(next, 50))
  }, name)

/** Scrolls the table from its first row to its last in that time, a little with each frame. `reached`: the index of the last row that was seen. */
export const scrollThrough = (app: Running, ms: number): Promise<Frames & { readonly reached: number }> =>
  app.evaluate(async (forMs: number) => {
    const grid = document.querySelector<HTMLElement>('[role="grid"]')
    if (!grid) throw new Error('there is no table')
    const way = grid.scrollHeight - grid.clientHeight
    const deltas: number[] = []
    await new Promise<void>((done) => {
      let begun: number | null = null
      let before = 0
      const step = (now: number) => {
        if (begun === null) begun = now
        else deltas.push(now - before)
        before = now
        grid.scrollTop = (way * Math.min(1, (now - begun) / forMs)) | 0
        if (now - begun < forMs) requestAnimationFrame(step)
        else done()
      }
      requestAnimationFrame(step)
    })
    grid.scrollTop = way
    await new Promise((next) => setTimeout(next, 1_000))
    const rows = [...grid.querySelectorAll<HTMLElement>('[role="row"][data-index]')]
    const reached = Math.max(...rows.map(({ dataset }) => Number(dataset.index)))
    return {
      ...{ frames: deltas.length, slow: deltas.filter((each) => each > 20).length },
      ...{ longestMs: Math.max(...deltas), reached },
    }
  }, ms)

/** Frames of a window that nobody touches. */
export const framesFor = (app: Running, ms: number): Promise<Frames> =>
  app.evaluate(
    (forMs: number) =>
      new Promise<Frames>((done) => {
        const deltas: number[] = []
        const begun = performance.now()
        let before: number | null = null
        const step = (now: number) => {
          if (before !== null) deltas.push(now - before)
          before = now
          if (performance.now() - begun < forMs) requestAnimationFrame(step)
          else {
            const slow = deltas.filter((each) => each > 20).length
            done({ frames: deltas.length, slow, longestMs: Math.max(...deltas) })
          }
        }
        requestAnimationFrame(step)
      }),
    ms,
  )

/** Bytes a second of the events that main sends to the window, as JSON, and the tasks that were settled a second meanwhile. */
export const traffic = (
  app: Running,
  ms: number,
): Promise<{ bytes: number; byEvent: Readonly<Record<string, number>>; settled: number }> =>
  app.evaluate(async (forMs: number) => {
    type Counts = Partial<Record<string, number>>
    const { trilane } = window as unknown as {
      trilane: { on: (event: string, listener: (payload: unknown) => void) => () => void }
    }
    const byEvent: Record<string, number> = {}
    const seen: number[] = []
    const offs = ['overview', 'view', 'task', 'output'].map((event) =>
      trilane.on(event, (payload) => {
        const parts = event === 'overview' ? Object.entries(payload as object) : [['', payload] as const]
        for (const [part, value] of parts) {
          const name = part === '' ? event : `${event}.${part}`
          byEvent[name] = (byEvent[name] ?? 0) + JSON.stringify(value).length
        }
        const counts = (payload as { counts?: Counts }).counts
        if (event === 'overview' && counts) seen.push((counts.succeeded ?? 0) + (counts.dead ?? 0))
      }),
    )
    await new Promise((next) => setTimeout(next, forMs))
    for (const off of offs) off()
    const seconds = forMs / 1_000
    const settled = ((seen.at(-1) ?? 0) - (seen[0] ?? 0)) / seconds
    const each = Object.fromEntries(Object.entries(byEvent).map(([event, bytes]) => [event, bytes / seconds]))
    return { bytes: Object.values(each).reduce((sum, bytes) => sum + bytes, 0), byEvent: each, settled }
  }, ms)

/** Presses keys that move the cursor, as a hand does, and gives how long each waited until the window's thread took it, in ms. */
export async function inputDelays(app: Running, presses: number): Promise<readonly number[]> {
  await app.evaluate(() => {
    const delays: number[] = []
    Object.assign(window, { delays })
    // Of the event itself: when it came to the process against when a listener hears of it.
    window.addEventListener('keydown', ({ timeStamp }) => void delays.push(performance.now() - timeStamp), true)
    document.querySelector<HTMLElement>('[role="grid"]')?.focus()
  })
  for (let n = 0; n < presses; n++) {
    const key = n % 40 < 20 ? 'ArrowDown' : 'ArrowUp'
    const code = key === 'ArrowDown' ? 40 : 38
    for (const type of ['rawKeyDown', 'keyUp'])
      await app.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code })
    await new Promise((next) => setTimeout(next, 30 + ((n * 37) % 50)))
  }
  return app.evaluate(() => (window as unknown as { delays: number[] }).delays)
}

/** Of the window's process, after its garbage is collected: its JavaScript heap, and what the system counts for it. */
export async function windowMemory(app: Running): Promise<{ heapMB: number; residentMB: number | null }> {
  await app.send('HeapProfiler.enable')
  for (let times = 0; times < 3; times++) await app.send('HeapProfiler.collectGarbage')
  await app.send('Performance.enable')
  const { metrics } = (await app.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] }
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
  return { heapMB: heap / 1e6, residentMB: residentOf(app.pid) }
}

/** The renderer among the processes below that one, by /proc; null on other systems. */
function residentOf(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const all = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((match) => match !== null)
  const below = new Set([String(pid)])
  for (let grew = true; grew; ) {
    grew = false
    for (const [, own = '', parent = ''] of all)
      if (below.has(parent) && !below.has(own)) {
        below.add(own)
        grew = true
      }
  }
  const renderer = all.find(([, own = '', , args = '']) => below.has(own) && args.includes('--type=renderer'))
  if (!renderer) return null
  const [, kB] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${renderer[1]}/smaps_rollup`, 'utf8')) ?? []
  return kB === undefined ? null : Number(kB) / 1_000
}
