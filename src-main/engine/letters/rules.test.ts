import { expect, test } from 'vitest'
import { promptOf } from '#shared/request'
import { type Rule, RuleInput } from '#shared/rule'
import type { TaskId } from '#shared/task'
import { aCause, aFailure, permanent, succeeded, type TempLetters, tempLetters } from './temp-letters'

const minute = 60_000
const requeue = (changes: object = {}) => ({ kind: 'requeue', afterMs: 5 * minute, atMost: 2, ...changes })
const aRule = (changes: object = {}) =>
  RuleInput.parse({
    ...{ name: 'Try again', enabled: true, match: { code: 'content_policy' }, actions: [requeue()] },
    ...changes,
  })
const log = (desk: TempLetters, rule: Pick<Rule, 'id'> | null = null) =>
  desk.rules
    .log(rule?.id ?? null, null, 500)
    .map(({ what, taskId }) => `${what} ${taskId ?? '-'}`)
    .reverse()
const first = (ids: readonly TaskId[]) => ids[0] as TaskId

test('what dies is requeued after its time, at most so many times for ever, and all of it is in the log', async () => {
  const desk = await tempLetters()
  const rule = await desk.rules.save(aRule())
  const { ids } = await desk.batch(1)
  const id = first(ids)
  await desk.pass(5 * minute - 1)
  expect(desk.calls).toHaveLength(1)
  await desk.pass(1)
  expect(desk.calls).toHaveLength(2)
  await desk.restart() // between the times
  await desk.pass(60 * minute)
  expect(desk.calls).toHaveLength(3)
  expect(desk.task(id)).toMatchObject({ state: { kind: 'dead' }, attempts: 3, retriesUsed: 0 })
  expect(log(desk, rule)).toEqual([`requeued ${id}`, `requeued ${id}`, `gave_up ${id}`])
  // Nor when a person sends it back, and it dies once more.
  await desk.triage.requeue(id, desk.task(id).version, undefined)
  await desk.pass(60 * minute)
  expect(desk.calls).toHaveLength(4)
  expect(log(desk, rule).at(-1)).toBe(`gave_up ${id}`)
})

test('a rule is off unless it says otherwise, and does nothing to what died before it was on', async () => {
  const desk = await tempLetters()
  const { enabled: _, ...input } = aRule()
  const rule = await desk.rules.save(RuleInput.parse(input))
  expect(rule.enabled).toBe(false)
  await desk.batch(2)
  await desk.rules.save({ ...rule, enabled: true })
  await desk.pass(60 * minute)
  expect(desk.calls).toHaveLength(2)
  expect(log(desk)).toEqual([])
})

test('all that a rule names must hold', async () => {
  const desk = await tempLetters()
  const mine = await desk.batch(1)
  const at = { cause: aCause, code: 'content_policy', status: 400, providerId: 'practice' }
  const match = { ...at, model: 'practice-mini', batchId: mine.batchId }
  const others = [
    { cause: 'x' },
    { code: 'timeout' },
    { status: 401 },
    { providerId: 'x' },
    { model: 'x' },
    { label: 'x' },
  ]
  for (const other of others)
    await desk.rules.save(aRule({ match: { ...match, ...other }, name: JSON.stringify(other) }))
  const rule = await desk.rules.save(aRule({ match, actions: [{ kind: 'notify' }] }))
  await desk.triage.requeueAll({ batchId: mine.batchId })
  await desk.batch(1)
  await desk.pass(60 * minute)
  expect(log(desk)).toEqual([`notified ${first(mine.ids)}`])
  expect(desk.told).toEqual([{ rule: rule.name, letters: 1 }])
})

test('a letter that changed before its time had come is left as it is', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule())
  const { ids } = await desk.batch(3)
  const [one, two, three] = ids as [TaskId, TaskId, TaskId]
  desk.answer(() => succeeded)
  await desk.triage.discard({ tasks: [{ id: one, version: desk.task(one).version }] })
  await desk.triage.requeue(two, desk.task(two).version, 'edited')
  await desk.pass(5 * minute)
  expect(log(desk)).toEqual([`skipped ${one}`, `skipped ${two}`, `requeued ${three}`])
  expect(desk.states(ids)).toEqual(['cancelled', 'succeeded', 'succeeded'])
  expect(desk.calls).toHaveLength(5)
})

test('another model is asked, and its gate counts the task from then on', async () => {
  const desk = await tempLetters()
  const target = { providerId: 'practice', model: 'practice-large' }
  await desk.rules.save(aRule({ actions: [requeue({ afterMs: 0, target })] }))
  desk.answer(({ model }) => (model === 'practice-large' ? succeeded : permanent()))
  const { ids } = await desk.batch(3)
  await desk.pass(1_000)
  expect(desk.states(ids)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  expect(desk.task(first(ids)).model).toBe('practice-large')
  const gateId = desk.task(first(ids)).gateId
  expect(desk.store.counts.all().filter(({ n }) => n > 0)).toMatchObject([{ gateId, state: 'succeeded', n: 3 }])
  await expect(
    desk.rules.save(aRule({ actions: [requeue({ target: { providerId: 'nobody', model: 'm' } })] })),
  ).rejects.toMatchObject({ code: 'not_found' })
})

test('the first of two rules requeues a letter; when it has done what it may, the second one has its turn', async () => {
  const desk = await tempLetters()
  const one = await desk.rules.save(aRule({ name: 'one', actions: [requeue({ atMost: 1 })] }))
  const two = await desk.rules.save(aRule({ name: 'two', actions: [requeue({ afterMs: minute, atMost: 1 })] }))
  const { ids } = await desk.batch(1)
  const id = first(ids)
  await desk.pass(60 * minute)
  expect(desk.calls).toHaveLength(3)
  expect(log(desk, one)).toEqual([`requeued ${id}`, `gave_up ${id}`, `gave_up ${id}`])
  expect(log(desk, two)).toEqual([`requeued ${id}`, `gave_up ${id}`])
})

test('a rule that mends nothing switches itself off: ten in a row died of the same cause again', async () => {
  const desk = await tempLetters()
  const { id } = await desk.rules.save(aRule({ actions: [requeue({ afterMs: 0, atMost: 20 })] }))
  await desk.batch(4)
  await desk.pass(60 * minute)
  expect(desk.rules.list()).toMatchObject([
    { id, enabled: false, stopped: expect.stringContaining('10 letters in a row') },
  ])
  expect(desk.calls.length).toBeLessThanOrEqual(4 + 10 + 4) // those that ran when the tenth died
  expect(log(desk).at(-1)).toBe('stopped -')
  // A person who saves it anew gives it another try.
  const again = await desk.rules.save({ ...aRule(), id })
  expect(again).toMatchObject({ enabled: true, stopped: null, row: 0 })
})

test('what succeeds in between, or dies of another cause, does not count towards that', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule({ actions: [requeue({ afterMs: minute, atMost: 1 })] }))
  desk.answer(({ request }) =>
    desk.calls.length > 30 && Number(promptOf(request).slice(1)) % 5 === 0 ? succeeded : permanent(),
  )
  await desk.batch(30)
  await desk.pass(10 * minute)
  expect(desk.rules.list()).toMatchObject([{ enabled: true, stopped: null }])
  expect(desk.calls).toHaveLength(60)
})

test('a rule that is removed or switched off does no more of what it had planned', async () => {
  const desk = await tempLetters()
  const one = await desk.rules.save(aRule())
  const two = await desk.rules.save(aRule({ match: { code: 'timeout' } }))
  await desk.batch(2)
  await desk.rules.save({ ...aRule(), id: one.id, enabled: false })
  await desk.pass(60 * minute)
  expect(desk.calls).toHaveLength(2)
  await desk.rules.remove(two.id)
  expect(desk.rules.list().map(({ id }) => id)).toEqual([one.id])
  await expect(desk.rules.remove(two.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('one that crashed the app again and again is only for a rule that names that', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule({ match: {}, actions: [requeue({ afterMs: 0, atMost: 1 })] }))
  desk.answer(() => permanent(aFailure({ code: 'poison' })))
  await desk.batch(1)
  await desk.pass(minute)
  expect(desk.calls).toHaveLength(1)
  await desk.rules.save(aRule({ match: { code: 'poison' }, actions: [requeue({ afterMs: 0, atMost: 1 })] }))
  await desk.batch(1)
  await desk.pass(minute)
  expect(desk.calls).toHaveLength(3)
})

test('a rule labels a letter, and another one goes by that label when it dies anew', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule({ actions: [{ kind: 'label', label: 'later' }] }))
  const { ids } = await desk.batch(1)
  expect(desk.rules.log(null, null, 10)).toMatchObject([{ what: 'labelled', detail: 'Labelled “later”.' }])
  expect(desk.task(first(ids)).letter).toMatchObject({ label: 'later' })
  expect(desk.told).toEqual([])
  await desk.rules.save(aRule({ match: { label: 'later' }, actions: [{ kind: 'notify' }] }))
  await desk.triage.requeueAll({ tasks: [{ id: first(ids), version: desk.task(first(ids)).version }] })
  await desk.quiet()
  expect(desk.told).toEqual([{ rule: 'Try again', letters: 1 }])
})

test('a requeue by a rule waits at a closed gate as any other', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule({ actions: [requeue({ afterMs: minute, atMost: 1 })] }))
  const { ids } = await desk.batch(1)
  desk.answer(() => ({ kind: 'rate_limited', failure: aFailure({ code: 'rate_limited' }), retryAfterMs: 10 * minute }))
  await desk.batch(1)
  const asked = desk.calls.length
  desk.answer(() => succeeded)
  await desk.pass(2 * minute)
  expect(desk.task(first(ids)).state.kind).toBe('queued')
  expect(desk.calls).toHaveLength(asked)
  await desk.pass(10 * minute)
  expect(desk.task(first(ids)).state.kind).toBe('succeeded')
})

test('a dry run says what would happen to the letters that are there, and changes nothing', async () => {
  const desk = await tempLetters()
  await desk.batch(250)
  const rule = await desk.rules.save(aRule({ enabled: false, actions: [requeue({ atMost: 1 }), { kind: 'notify' }] }))
  desk.answer(() => permanent(aFailure({ code: 'timeout' })))
  await desk.batch(5)
  const seq = desk.store.events.lastSeq()
  const dry = await desk.rules.dryRun({ ...aRule({ actions: rule.actions }), id: rule.id })
  expect(dry).toMatchObject({ seen: 255, matched: 250, requeued: 250, usedUp: 0, others: 0 })
  expect(dry.examples).toHaveLength(10)
  expect(dry.words).toEqual(['requeue after 5 minutes, at most once', 'tell me'])
  expect(desk.store.events.lastSeq()).toBe(seq)
})

test('a dry run knows what the rule has used up, and what another one would do first', async () => {
  const desk = await tempLetters()
  const rule = await desk.rules.save(aRule({ actions: [requeue({ afterMs: 0, atMost: 1 })] }))
  await desk.batch(3)
  await desk.pass(minute)
  expect(await desk.rules.dryRun({ ...aRule({ actions: rule.actions }), id: rule.id })).toMatchObject({
    ...{ matched: 3, requeued: 0, usedUp: 3, others: 0 },
  })
  await desk.rules.save({ ...aRule({ actions: [requeue({ atMost: 2 })] }), id: rule.id })
  expect(await desk.rules.dryRun(aRule({ name: 'new' }))).toMatchObject({ matched: 3, requeued: 0, others: 3 })
})

test('after the wall clock was set back a rule waits for no longer than it says', async () => {
  const desk = await tempLetters()
  await desk.rules.save(aRule({ actions: [requeue({ atMost: 1 })] }))
  await desk.batch(1)
  desk.clock.jump(-24 * 60 * minute)
  await desk.pass(6 * minute)
  expect(desk.calls).toHaveLength(2)
})

test('the log is bounded', async () => {
  const desk = await tempLetters()
  const { store } = desk
  await desk.rules.save(aRule({ actions: [{ kind: 'notify' }] }))
  await desk.batch(1)
  const insert = store.db.prepare(
    `INSERT INTO rule_log (id, at, rule_id, rule_name, what, detail) SELECT value, 1, 1, 'r', 'notified', '' FROM json_each(?)`,
  )
  insert.run(JSON.stringify(Array.from({ length: 12_098 }, (_, n) => n + 2)))
  await desk.batch(1) // its entry is the 12,100th
  const count = store.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM rule_log').get()
  expect(count?.n).toBe(10_000)
})
