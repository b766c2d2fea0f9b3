import { test } from 'vitest'
import { bucketProvider, fixedWindowProvider, simulate, type Run } from './simulate'

const N = 600
const cases: Record<string, { p: () => Run['provider']; min: (c: number) => number; more?: Partial<Run> }> = {
  'headers limit arrival': { p: () => bucketProvider({ perMinute: 600, capacity: 100, headers: 'limit' }), min: () => 50_200 },
  'headers limit answer': { p: () => bucketProvider({ perMinute: 600, capacity: 100, headers: 'limit' }), min: () => 50_200, more: { headersAt: 'answer' } },
  'headers capacity answer': { p: () => bucketProvider({ perMinute: 600, capacity: 100, headers: 'capacity' }), min: () => 50_200, more: { headersAt: 'answer' } },
  'headers capacity arrival ra': { p: () => bucketProvider({ perMinute: 600, capacity: 100, headers: 'capacity', retryAfter: true }), min: () => 50_200 },
  'headers small bucket, slow calls': { p: () => bucketProvider({ perMinute: 600, capacity: 10, headers: 'limit' }), min: (c) => Math.max(59_000, N / c * 800) + 800, more: { latencyMs: 800 } },
  'none quick': { p: () => bucketProvider({ perMinute: 600, capacity: 100 }), min: () => 50_200 },
  'none slow': { p: () => bucketProvider({ perMinute: 600, capacity: 100 }), min: () => 50_200, more: { refusalMs: 200 } },
  'none ra': { p: () => bucketProvider({ perMinute: 600, capacity: 100, retryAfter: true }), min: () => 50_200 },
  'fixed headers': { p: () => fixedWindowProvider({ limit: 300, windowMs: 60_000, headers: 'window', offsetMs: 20_000 }), min: (c) => 40_000 + 300 / c * 200 },
  'fixed none ra': { p: () => fixedWindowProvider({ limit: 300, windowMs: 60_000, retryAfter: true, offsetMs: 20_000 }), min: (c) => 40_000 + 300 / c * 200 },
  'fixed none': { p: () => fixedWindowProvider({ limit: 300, windowMs: 60_000, offsetMs: 20_000 }), min: (c) => 40_000 + 300 / c * 200 },
  'fixed set': { p: () => fixedWindowProvider({ limit: 300, windowMs: 60_000, offsetMs: 20_000 }), min: () => 119_000, more: { set: { requestsPerMinute: 300 } } },
  'slices headers': { p: () => fixedWindowProvider({ limit: 10, windowMs: 1_000, headers: 'minute' }), min: () => 59_200 },
  'slices none': { p: () => fixedWindowProvider({ limit: 10, windowMs: 1_000 }), min: () => 59_200 },
  'tpm headers': { p: () => bucketProvider({ perMinute: 60_000, capacity: 60_000, counts: 'tokens', headers: 'limit' }), min: () => 60_200, more: { task: (i) => ({ chars: (100 + (i % 40) - 20) * 4, maxOutput: null, real: { input: 100 + (i % 40) - 20, output: 100 + (i * 7 % 50) - 25 } }) } },
  'tpm none': { p: () => bucketProvider({ perMinute: 60_000, capacity: 60_000, counts: 'tokens' }), min: () => 60_200, more: { task: (i) => ({ chars: (100 + (i % 40) - 20) * 4, maxOutput: null, real: { input: 100 + (i % 40) - 20, output: 100 + (i * 7 % 50) - 25 } }) } },
}
test('tune', () => {
  for (const [name, { p, min, more }] of Object.entries(cases)) {
    if (process.env.ONLY && !name.includes(process.env.ONLY)) continue
    for (const c of [5, 10, 20]) {
      const rs = Array.from({ length: 8 }, (_, seed) => simulate({ provider: p(), seed: seed + 1, concurrency: c, ...more }))
      const walls = rs.map((r) => r.wallMs / min(c))
      const late = rs.map((r) => r.refusedAt.filter((n) => n >= 200).length)
      console.log(name.padEnd(30), c, 'wall', Math.max(...walls).toFixed(3), 'calls/succ', Math.max(...rs.map((r) => r.sent / 600)).toFixed(3), 'late429', late.join(','), 'first', rs[0]?.refusedAt.slice(0, 30).join(','), rs[0]?.pacer.view(rs[0].wallMs).ratePerMinute?.toFixed(0))
    }
  }
})
