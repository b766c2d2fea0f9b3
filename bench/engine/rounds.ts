import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context'
import { type Side, side } from './result'

/** The sides of a comparison: each a whole run that answers its figure. */
export type Runs = Record<string, () => Promise<number>>

/** Runs the sides in turn, A B C, A B C, …: on a machine that is busy with other things they then share its good and bad minutes.
 *  Sides whose name begins with `raw` are left out of a profile. */
export async function interleave<R extends Runs>(
  { rounds, profiling }: Pick<Context, 'rounds' | 'profiling'>,
  sides: R,
): Promise<{ readonly [Name in keyof R]: Side }> {
  const figures = new Map<string, number[]>(Object.keys(sides).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      if (profiling && name.startsWith('raw')) continue
      globalThis.gc?.() // nobody pays for what the side before left behind
      await sleep(20)
      figures.set(name, [...(figures.get(name) ?? []), await run()])
    }
  }
  return Object.fromEntries([...figures].map(([name, all]) => [name, side(all)])) as { [Name in keyof R]: Side }
}
