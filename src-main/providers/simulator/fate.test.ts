import { expect, test } from 'vitest'
import { practiceModels } from '#shared/provider'
import { directivesIn, withoutDirectives } from './directives'
import { type Fate, fateOf } from './fate'
import { patchProfile, SimulatorProfile } from './profile'

const profile = SimulatorProfile.parse({})
const fate = (content: string, occurrence = 1, model: string = practiceModels.fast): Fate =>
  fateOf({ content, occurrence, model, isEmbedding: false }, profile)
const kindOf = ({ fault }: Fate) => (fault?.kind === 'status' ? fault.status : (fault?.kind ?? 'none'))

test('is the same whenever it is asked, and another for another seed or try', () => {
  const prompts = Array.from({ length: 300 }, (_, n) => `prompt ${n}`)
  const once = prompts.map((prompt) => fate(prompt))
  expect(prompts.toReversed().map((prompt) => fate(prompt))).toEqual(once.toReversed())
  expect(prompts.map((prompt) => fate(prompt, 2))).not.toEqual(once)
  const otherSeed = patchProfile(profile, { seed: 99 })
  expect(
    prompts.map((content) =>
      fateOf({ content, occurrence: 1, model: practiceModels.fast, isEmbedding: false }, otherSeed),
    ),
  ).not.toEqual(once)
})

test('chance faults come about as often as the profile says', () => {
  const count = 20_000
  const kinds = Array.from({ length: count }, (_, n) => kindOf(fate(`prompt ${n}`)))
  const share = (kind: string | number) => kinds.filter((each) => each === kind).length / count
  expect(share(503)).toBeCloseTo(0.025, 2)
  expect(share('drop')).toBeCloseTo(0.007, 2)
  expect(share(500)).toBeCloseTo(0.005, 2)
  expect(share('hang')).toBeLessThan(0.002)
})

test('each model has its pace, and latencyScale changes it', () => {
  expect(fate('x', 1, practiceModels.fast).latencyMs).toBeLessThanOrEqual(700)
  expect(fate('x', 1, practiceModels.heavy).latencyMs).toBeGreaterThanOrEqual(2_000)
  const scaled = patchProfile(profile, { latencyScale: 0.001 })
  const slow = { content: '(practice: slow 5)', occurrence: 1, model: 'any', isEmbedding: false }
  expect(fateOf(slow, profile).latencyMs).toBe(5_000)
  expect(fateOf(slow, scaled).latencyMs).toBe(5)
})

test.each<[string, (string | number)[]]>([
  ['(practice: refuse)', [400, 400, 400]],
  ['(practice: too long)', [400, 400]],
  ['(Practice: FAIL)', [503, 'none', 'none']],
  ['(practice: fail 2)', [503, 503, 'none']],
  ['( practice : error 502 )', [502, 502]],
  ['(practice: limit 6)', ['limit', 'none']],
  ['(practice: hang)', ['hang', 'none']],
  ['(practice: drop)', ['drop', 'none']],
  ['(practice: no key)', [401, 401]],
  ['(practice: no quota)', [429, 429]],
  ['(practice: slow 2)', ['none', 'none']],
  ['(practice: fail) (practice: slow 2)', [503, 'none']],
])('%s scripts the tries of its prompt, and no chance fault meets it', (directive, expected) => {
  for (let n = 0; n < 50; n++) {
    expect(expected.map((_, index) => kindOf(fate(`prompt ${n} ${directive} end`, index + 1)))).toEqual(expected)
  }
})

test('what only looks like a directive is plain text', () => {
  expect(directivesIn('(practice: dance) (practice: error 200) practice: fail')).toEqual([])
  expect(withoutDirectives('Say hello.\n(practice: fail 2)')).toBe('Say hello.')
})

test('a profile from outside is checked, and a patch keeps what it does not name', () => {
  expect(() => SimulatorProfile.parse({ faults: { hang: 2 } })).toThrow()
  expect(() => patchProfile(profile, { latencyScale: -1 })).toThrow()
  expect(() => patchProfile(profile, 'down')).toThrow()
  expect(patchProfile(profile, { down: true, faults: { drop: 1 } })).toEqual({
    ...profile,
    down: true,
    faults: { ...profile.faults, drop: 1 },
  })
})
