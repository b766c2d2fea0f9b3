import type { Figures } from './judge'

export type Goal = { readonly text: string; readonly met: boolean }
export type Entry = { readonly contender: string; readonly figures: Figures }

/** The figures that no peer may be better on: lower is better on all of them. Compared as they are shown. */
const compared = [
  { name: 'lost', of: ({ lost }: Figures) => lost, digits: 0 },
  { name: 'wall time', of: ({ overMinimum }: Figures) => overMinimum, digits: 2 },
  { name: '429s per success', of: ({ rateLimitedPerSuccess }: Figures) => rateLimitedPerSuccess, digits: 3 },
  { name: 'calls per success', of: ({ callsPerSuccess }: Figures) => callsPerSuccess, digits: 3 },
] as const

/** The goals of one scenario for Trilane, each met or missed. */
export function goalsOf(own: Figures, peers: readonly Entry[], { faults }: { readonly faults: boolean }): Goal[] {
  const mostTime = faults ? 1.15 : 1.05
  return [
    { text: 'nothing lost', met: own.lost === 0 },
    { text: `wall time ≤ ${mostTime} of the minimum`, met: own.overMinimum <= mostTime },
    { text: '429s ≤ 1 % of the calls after learning', met: own.rateLimitedLearned <= 0.01 },
    ...(faults ? [] : [{ text: 'calls per success ≤ 1.05', met: own.callsPerSuccess <= 1.05 }]),
    ...(peers.length === 0 ? [] : [noPeerBetter(own, peers)]),
  ]
}

/** The wall time of who lost prompts is that of less work: it is named, and does not count. */
function noPeerBetter(own: Figures, peers: readonly Entry[]): Goal {
  const better = compared.flatMap(({ name, of, digits }) => {
    const shown = (figures: Figures) => Number(of(figures).toFixed(digits))
    return peers
      .filter(({ figures }) => shown(figures) < shown(own))
      .map(({ contender, figures: { lost } }) => ({
        counts: name !== 'wall time' || lost === 0,
        text: `${contender} on ${name}${name !== 'lost' && lost > 0 ? `, but lost ${lost}` : ''}`,
      }))
  })
  const inWords = (counts: boolean) => better.filter((each) => each.counts === counts).map(({ text }) => text)
  const [counted, others] = [inWords(true), inWords(false)]
  const remarks = [
    ...(counted.length > 0 ? [`: ${counted.join('; ')}`] : []),
    ...(others.length > 0 ? [` (not counted: ${others.join('; ')})`] : []),
  ]
  return { text: `no peer better on any figure${remarks.join('')}`, met: counted.length === 0 }
}
