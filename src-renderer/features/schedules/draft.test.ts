import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands } from '#shared/contract'
import type { RunWindows } from '#shared/run-window'
import type { ScheduleView } from '#shared/schedule'
import { madeUpSchedules } from '../../preview/schedules'
import { draftOf, emptyDraft, inputOf, isChanged, problemsOf, promptsOf } from './draft'

const known = madeUpSchedules[0] as ScheduleView

test('prompts are parted by a line of three dashes, and only by that', () => {
  expect(promptsOf('One\n---\nTwo\nlines\n --- \n\n')).toEqual(['One', 'Two\nlines'])
  expect(promptsOf('a --- b\n----\n')).toEqual(['a --- b\n----'])
  expect(promptsOf('  \n---\n ')).toEqual([])
})

test('what is not touched goes back as it came', () => {
  const prompts = [
    { prompt: 'One', system: 'A', lane: 'heavy' as const, model: 'm1' },
    { prompt: 'Two', system: 'B', temperature: 0.5 },
  ]
  const mixed = { ...known, template: { kind: 'prompts' as const, prompts } }
  expect(inputOf(draftOf(mixed), mixed).template.prompts).toEqual(prompts)
  expect(draftOf(mixed).system).toBe('')
  const edited = inputOf({ ...draftOf(mixed), prompts: 'Two\n---\nThree' }, mixed)
  expect(edited.template.prompts).toEqual([prompts[1], { prompt: 'Three' }])
  expect(inputOf({ ...draftOf(mixed), system: 'C' }, mixed).template.prompts.map(({ system }) => system)).toEqual([
    'C',
    'C',
  ])
})

test('a system message can be taken away', () => {
  expect(draftOf(known).system).toContain('You write for people')
  const input = inputOf({ ...draftOf(known), system: '' }, known)
  expect(input.template.prompts.every(({ system }) => system === undefined)).toBe(true)
})

const windows: RunWindows = [{ days: ['sat', 'sun'], from: '00:00', to: '24:00', timeZone: 'Asia/Tokyo' }]
/** Longer than can be typed: only the contract has no bound there. */
const policy = { retries: 9, delayMs: 1_234, jitter: 'full' as const, retryForMs: 400 * 86_400_000 }
const ruled = { ...known, options: { reuse: true, policy, windows } }

test('rules and run windows go back as they came', () => {
  expect(inputOf(draftOf(ruled), ruled).options).toEqual(ruled.options)
  expect(inputOf({ ...draftOf(ruled), reuse: false }, ruled).options).toEqual({ ...ruled.options, reuse: false })
  expect(isChanged(draftOf(ruled), draftOf({ ...ruled, options: { ...ruled.options, windows: [...windows] } }))).toBe(
    false,
  )
})

test('a rule or a window can be changed and taken away, and the others stay', () => {
  const typed = draftOf({ ...ruled, options: { ...ruled.options, policy: { retries: 9, delayMs: 1_234 } } })
  const changed = { ...typed, policy: { ...typed.policy, delayMs: '', timeoutMs: '20 min' }, windows: [] }
  expect(isChanged(changed, typed)).toBe(true)
  expect(inputOf(changed, ruled).options).toEqual({
    ...{ reuse: true, policy: { retries: 9, timeoutMs: 1_200_000 }, windows: [] },
  })
})

test('what is missing is told', () => {
  expect(problemsOf(emptyDraft())).toEqual({
    name: expect.stringContaining('name'),
    prompts: expect.stringContaining('at least one'),
  })
  expect(problemsOf({ ...emptyDraft(), name: 'N', prompts: 'P' })).toEqual({})
  expect(problemsOf({ ...emptyDraft(), name: 'N', prompts: 'P\n---\n'.repeat(501) }).prompts).toContain('500 at most')
})

test('a draft knows whether it changed', () => {
  expect(isChanged(draftOf(known), draftOf(known))).toBe(false)
  expect(isChanged({ ...draftOf(known), missed: 'all' }, draftOf(known))).toBe(true)
})

test('whatever is typed where nothing is missing, it fits the contract', () => {
  const text = fc.string({ minLength: 1, maxLength: 80 }).filter((typed) => typed.trim() !== '')
  fc.assert(
    fc.property(
      text,
      text,
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      (name, prompts, system, model) => {
        const draft = { ...emptyDraft(), name, prompts, system, model }
        if (Object.keys(problemsOf(draft)).length > 0) return
        expect(commands.saveSchedule.request.safeParse(inputOf(draft, null)).error?.issues).toBeUndefined()
      },
    ),
  )
})
