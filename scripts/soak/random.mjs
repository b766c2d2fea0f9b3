import { hash } from 'node:crypto'

/** Numbers in [0, 1) that a seed and a name give again, in the same order, on every machine.
 *  @param {number} seed @param {string} name what they are for, so that one reader's numbers do not depend on how many another took */
export function seeded(seed, name) {
  let taken = 0
  return () => Number.parseInt(hash('sha256', `${seed} ${name} ${taken++}`).slice(0, 12), 16) / 2 ** 48
}
