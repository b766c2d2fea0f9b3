import { expect, test } from 'vitest'
import type { Figures } from './judge'
import { table } from './report'
import { goalsOf } from './verdict'

const perfect: Figures = {
  ...{ prompts: 600, calls: 600, successes: 600, rateLimited: 0, lost: 0, wallMs: 50_200, overMinimum: 1 },
  ...{ rateLimitedPerSuccess: 0, rateLimitedLearned: 0, callsPerSuccess: 1, burst: 5 },
}
const missed = (own: Partial<Figures>, peer: Partial<Figures> | null = null, faults = false) =>
  goalsOf({ ...perfect, ...own }, peer ? [{ contender: 'pool', figures: { ...perfect, ...peer } }] : [], { faults })
    .filter(({ met }) => !met)
    .map(({ text }) => text)

test('each goal is missed by what is just beyond it', () => {
  expect(missed({ overMinimum: 1.05, rateLimitedLearned: 0.01, callsPerSuccess: 1.05 })).toEqual([])
  expect(missed({ lost: 1 })).toEqual(['nothing lost'])
  expect(missed({ overMinimum: 1.051 })).toEqual(['wall time ≤ 1.05 of the minimum'])
  expect(missed({ rateLimitedLearned: 0.011 })).toEqual(['429s ≤ 1 % of the calls after learning'])
  expect(missed({ callsPerSuccess: 1.051 })).toEqual(['calls per success ≤ 1.05'])
})

test('faults allow more time and as many calls as they cost', () => {
  expect(missed({ overMinimum: 1.15, callsPerSuccess: 1.3 }, null, true)).toEqual([])
  expect(missed({ overMinimum: 1.151 }, null, true)).toEqual(['wall time ≤ 1.15 of the minimum'])
})

test('where nothing succeeded, no ratio is met', () => {
  const nothing = { lost: 600, overMinimum: Number.NaN, rateLimitedLearned: Number.NaN, callsPerSuccess: Number.NaN }
  expect(missed(nothing)).toHaveLength(4)
})

test('a peer that is better on one figure misses the goal, by name; as good as it is no better', () => {
  expect(missed({ overMinimum: 1.02 }, { overMinimum: 1.02 })).toEqual([])
  expect(missed({ overMinimum: 1.02 }, { overMinimum: 1.01 })).toEqual([
    'no peer better on any figure: pool on wall time',
  ])
  expect(missed({ rateLimitedPerSuccess: 0.01 }, { lost: 3 })).toEqual([
    'no peer better on any figure: pool on 429s per success, but lost 3',
  ])
})

test('a peer that lost prompts did less work: its wall time is named and does not count', () => {
  const peers = [{ contender: 'sdk', figures: { ...perfect, lost: 90 } }]
  const goal = goalsOf({ ...perfect, overMinimum: 1.04 }, peers, { faults: false }).at(-1)
  expect(goal).toEqual({
    text: 'no peer better on any figure (not counted: sdk on wall time, but lost 90)',
    met: true,
  })
})

test('the table shows every contender, also one that could not run and one that claims what the log has not', () => {
  const text = table({
    machine: { cores: 2, ramGiB: 24, node: '24' },
    ...{ seed: 3, at: 'now' },
    scenarios: [
      {
        ...{ name: 'requests', what: 'w', prompts: 600, need: { calls: 600, tokens: 7 }, minimumMs: 50_200 },
        results: [
          { contender: 'trilane', note: 'lane Fast', claimed: 599, figures: perfect },
          { contender: 'sdk', broke: 'no memory' },
          { contender: 'bullmq', notRun: 'redis-server is not installed' },
        ],
        goals: [{ text: 'nothing lost', met: false }],
      },
    ],
  })
  expect(text).toMatch(/trilane +0 +50\.2 s +1\.00 +0\.000 +0\.0 % +1\.000 +5/)
  expect(text).toContain('it claims 599 answers, the log has 600')
  expect(text).toContain('sdk BROKE: no memory')
  expect(text).toContain('bullmq: not run: redis-server is not installed')
  expect(text).toContain('MISSED  nothing lost')
})
