// How a prompt says which task it is, and an answer which call gave it: the two sides of the soak are compared by these words alone.

/** @param {number} task from 1 @param {number} [filler] so many characters more, for a database that grows */
export const promptOf = (task, filler = 0) =>
  `Soak prompt ${task}: say something about the number ${task}.${'x'.repeat(filler)}`

/** The task that a prompt is of; 0 for any other text. @param {unknown} text */
export const taskOf = (text) => (typeof text === 'string' ? Number(/^Soak prompt (\d+):/.exec(text)?.[1] ?? 0) : 0)

/** @param {number} task @param {number} call the provider's own number, from 1 */
export const answerOf = (task, call) => `Answer number ${call} was given to soak prompt ${task}.`

/** @param {string} answer @returns {{ call: number, task: number } | null} null for what the provider never says */
export function readAnswer(answer) {
  const found = /^Answer number (\d+) was given to soak prompt (\d+)\.$/.exec(answer)
  return found ? { call: Number(found[1]), task: Number(found[2]) } : null
}
