import { createServer } from 'node:net'
import { z } from 'zod'

const Concurrency = z.object({ now: z.int(), max: z.int(), calls: z.int() })
const Stats = z.object({
  ...{ calls: z.int(), answered: z.int(), replayed: z.int(), rateLimited: z.int() },
  concurrency: Concurrency.extend({ byModel: z.record(z.string(), Concurrency) }),
  callsByKey: z.record(z.string(), z.int()),
  recent: z.array(
    z.object({
      at: z.int(),
      model: z.string(),
      content: z.string(),
      key: z.string().nullable(),
      ending: z.string().nullable(),
    }),
  ),
})

/** A port that is free now, for the practice provider of an app that the test wants to ask. */
export const freePort = () =>
  new Promise<number>((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => done(port))
    })
  })

/** The practice provider's own count of what the app asked of it. */
export async function practiceStats(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/practice/stats`)
  return Stats.parse(await response.json())
}

/** No faults but those that a prompt asks for, no limit in reach, and short waits. */
export const quiet = {
  latencyScale: 0.05,
  rate: { capacity: 1e6, refillPerSecond: 1e6 },
  faults: { unavailable: 0, drop: 0, serverError: 0, hang: 0 },
}
