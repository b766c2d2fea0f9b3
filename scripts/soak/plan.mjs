/**
 * When a run is killed: so long after its process began, or after so many of its calls were answered and then so many milliseconds more.
 * @typedef {{ latencyMs: number } & ({ kind: 'start-up', ms: number } | { kind: 'work', answers: number, ms: number })} Moment
 *   latencyMs: the middle of what a call takes in that run
 * @typedef {{ tasks: number, settled: number, kills: number, startUpMs: number, latencyMs: number }} Standing
 *   kills: those still to come, this one with them; startUpMs: from a process's beginning to its first call, as far as that is known
 */

/** Of the kills, those that fall while a process starts, recovers, or has just begun to call. */
const startUpShare = 0.25
/** With so few tasks left, calls become slow and the kill comes before the first answer: the drain must outlast the kills. */
const reserve = 30
const slowdown = 20

/** The moment of the next kill, chosen so that all of them fall into one drain.
 *  @param {Standing} standing @param {() => number} random @returns {Moment} */
export function nextKill({ tasks, settled, kills, startUpMs, latencyMs }, random) {
  const [which, where, late] = [random(), random(), random()]
  const left = tasks - settled - reserve
  const pace = left > 0 ? latencyMs : latencyMs * slowdown
  if (which < startUpShare) return { kind: 'start-up', latencyMs: pace, ms: where * startUpMs * 1.2 }
  if (left <= 0) return { kind: 'work', latencyMs: pace, answers: 0, ms: late * pace * 0.2 }
  const share = left / (kills * (1 - startUpShare))
  const answers = Math.min(Math.round(where * 2 * share), left)
  return { kind: 'work', latencyMs: pace, answers, ms: late * latencyMs }
}
