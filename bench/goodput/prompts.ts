import { seededRandom } from '#providers/simulator/seeded'

const words =
  'the river town keeps its market by the old bridge where boats wait for rain and the mill turns slowly at noon'.split(
    ' ',
  )

/**
 * The prompts of a scenario, each of them another; the same for every contender.
 * @param chars how long each is: a number, or a range within which a seeded draw decides
 */
export function promptsOf(count: number, chars: number | readonly [number, number]): string[] {
  const [shortest, longest] = typeof chars === 'number' ? [chars, chars] : chars
  return Array.from({ length: count }, (_, index) => {
    const length = Math.round(shortest + seededRandom('goodput', 'length', index) * (longest - shortest))
    let text = `Prompt ${index}: say in one sentence what this is about.`
    for (let at = 0; text.length < length; at++) {
      text += ` ${words[Math.floor(seededRandom('goodput', index, at) * words.length)]}`
    }
    return text
  })
}
