import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localDays } from '#shared/local-day'
import type { Outcome } from '#shared/outcome'
import type { BatchId, TaskId } from '#shared/task'
import type { Claim, ClaimedTask, Settlement } from '#shared/work'
import { checkInsights } from '#store/insights/temp-check'
import type { Store } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { recover } from './recovery'

const failure = { code: 'server_error', status: 500, providerCode: null, message: 'no', requestId: null } as const
const result = (tokens: number) => ({
  ...{ kind: 'text' as const, text: 'Yes', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
  usage: { tokensIn: tokens, tokensOut: 1, cachedIn: 1 },
})
const answers = ['success', 'cut off', 'refused', 'rate limited', 'timeout', 'cancelled', 'not sent'] as const

type Step =
  | { readonly do: 'claim'; readonly n: number; readonly reserved: number | null; readonly elsewhere: boolean }
  | {
      readonly do: 'settle'
      readonly pick: number
      readonly came: (typeof answers)[number]
      readonly cost: number | null
    }
  | { readonly do: 'late'; readonly pick: number; readonly cost: number | null }
  | { readonly do: 'again'; readonly pick: number }
  | { readonly do: 'unbilled'; readonly pick: number }
  | { readonly do: 'requeue' }
  | { readonly do: 'kill' }
  | { readonly do: 'hours'; readonly n: number }

const cost = fc.option(fc.integer({ min: 0, max: 1_000 }), { freq: 3 })
const pick = fc.nat({ max: 99 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      n: fc.integer({ min: 1, max: 4 }),
      reserved: cost,
      elsewhere: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('settle' as const), pick, came: fc.constantFrom(...answers), cost }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('late' as const), pick, cost }) },
  fc.record({ do: fc.constant('again' as const), pick }),
  fc.record({ do: fc.constant('unbilled' as const), pick }),
  fc.record({ do: fc.constant('requeue' as const) }),
  fc.record({ do: fc.constant('kill' as const) }),
  fc.record({ do: fc.constant('hours' as const), n: fc.integer({ min: 1, max: 30 }) }),
)

function settlementOf(task: ClaimedTask, { came, cost }: Step & { do: 'settle' }, now: number): Settlement {
  const outcomes: Record<(typeof answers)[number], Outcome> = {
    success: { kind: 'succeeded', result: result(9) },
    'cut off': { kind: 'permanent', failure, answer: result(7) },
    refused: { kind: 'permanent', failure },
    'rate limited': { kind: 'rate_limited', failure, retryAfterMs: null },
    timeout: { kind: 'transient', failure, outage: false, retryAfterMs: null },
    cancelled: { kind: 'cancelled' },
    'not sent': { kind: 'lost' },
  }
  const outcome = outcomes[came]
  const dead = { kind: 'dead' as const, settledAt: now, failure }
  const state =
    came === 'success'
      ? { kind: 'succeeded' as const, settledAt: now }
      : came === 'cut off' || came === 'refused'
        ? dead
        : { kind: 'queued' as const }
  const isAnswered = came === 'success' || came === 'cut off'
  return {
    ...{ task, outcome, next: { retriesUsed: 0, state }, endedAt: now, wait: null, firstByteMs: null },
    progress: came === 'not sent' ? 'claimed' : isAnswered ? 'done' : 'sent',
    mayHaveBeenBilled: came === 'timeout' || came === 'cancelled',
    ...(isAnswered ? { cost, saved: 1 } : {}),
  }
}

/** Every book of the money, in the words of its own table. */
function books({ db }: Store) {
  const get = (sql: string) => db.prepare<[], number | null>(sql).pluck().get() ?? 0
  const late = `EXISTS (SELECT 1 FROM late_answers l WHERE l.task_id = a.task_id AND l.attempt = a.number)`
  const never = `a.may_have_been_billed = 1 AND NOT ${late}`
  return {
    spend: db
      .prepare(
        `SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(cost), 0) AS cost, coalesce(sum(unanswered), 0) AS unanswered,
           coalesce(sum(unanswered_cost), 0) AS unansweredCost, coalesce(sum(unpriced), 0) AS unpriced,
           coalesce(sum(tokens_in), 0) AS tokensIn FROM spend`,
      )
      .get(),
    attempts: {
      calls: get(`SELECT count(*) FROM attempts WHERE progress <> 'claimed'`),
      cost: get(`SELECT sum(a.cost) FROM attempts a WHERE NOT (${never})`),
      unanswered: get(`SELECT count(*) FROM attempts a WHERE ${never}`),
      unansweredCost: get(`SELECT sum(a.cost) FROM attempts a WHERE ${never}`),
      // A late answer to a call that its provider said it did not bill is no call to be billed.
      unpriced: get(`SELECT count(*) FROM attempts a
        WHERE a.cost IS NULL AND (a.tokens_in IS NOT NULL OR (a.may_have_been_billed = 1 AND ${late}))`),
      tokensIn:
        get('SELECT sum(tokens_in) FROM attempts') +
        get(`SELECT sum(l.tokens_in) FROM late_answers l WHERE l.id = (SELECT min(f.id) FROM late_answers f
          WHERE f.task_id = l.task_id AND f.attempt = l.attempt) AND EXISTS (SELECT 1 FROM attempts a
          WHERE a.task_id = l.task_id AND a.number = l.attempt AND a.may_have_been_billed = 1)`),
    },
    ofTasks: get('SELECT sum(cost) FROM tasks'),
    reserved: get('SELECT sum(reserved) FROM tasks'),
  }
}

test('the books of days, tasks, attempts and insights agree, whatever calls come to, however late, and however often the process dies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const temp = tempStore(localDays(() => 'Europe/Berlin'))
      try {
        await walk(temp, steps)
      } finally {
        temp.remove()
      }
    }),
    { numRuns: 30 },
  )
}, 120_000)

async function walk(temp: ReturnType<typeof tempStore>, steps: readonly Step[]) {
  let now = Date.parse('2026-03-28T12:00:00Z')
  let boots = 0
  let running: ClaimedTask[] = []
  const ended: { settlement: Settlement; isLate: boolean }[] = []
  await recover(temp.store, { bootId: 'boot 0', machine: 'm', now })
  const ids = [
    await temp.store.newBatch(aBatch('one')),
    await temp.store.newBatch({ ...aBatch('two'), options: { policy: {}, windows: [], reuse: false, budget: 9_000 } }),
  ]
  for (const id of ids) await temp.store.enqueue(id, [aTask('a'), aTask('b'), aTask('c')], now)
  const other = await temp.store.write(() => temp.store.gates.ensure('practice', 'practice-reasoner'))

  async function take({ n, reserved, elsewhere }: Step & { do: 'claim' }) {
    const reserve: Claim['reserve'] = (task, books) => {
      const all = ids.reduce((sum, id) => sum + books.reserved(id), 0)
      expect(books.reserved()).toBe(all) // also what this claim has put by until now
      const way = elsewhere
        ? { gateId: other.id, keyId: '1', providerId: 'practice', model: 'practice-reasoner' }
        : { gateId: task.gateId, keyId: '1', providerId: 'practice', model: 'practice-mini' }
      return reserved === null ? way : { ...way, reserved }
    }
    const claim: Claim = { lane: 'fast', limit: () => n, now, admit: () => true, as: () => 'sent', reserve }
    running.push(...(await temp.store.claim(claim)).tasks)
  }

  async function end(taken: Step & { do: 'settle' }) {
    const [task] = running.splice(taken.pick % Math.max(1, running.length), 1)
    if (!task) return
    const settlement = settlementOf(task, taken, now)
    // One that fails makes the whole group roll back and run again: nothing may be booked twice.
    const [settled] = await Promise.allSettled([
      temp.store.settle(settlement, now),
      temp.store.write(() => {
        if (taken.pick % 2 === 1) return
        const { batchId, model } = task
        temp.store.changes.spend({ day: temp.store.days.of(now), batchId, providerId: 'practice', model }).cost += 7
        throw new Error('another write of the same turn')
      }),
    ])
    expect(settled).toMatchObject({ value: true })
    ended.push({ settlement, isLate: false })
  }

  for (const taken of steps) {
    if (taken.do === 'claim') await take(taken)
    else if (taken.do === 'settle') await end(taken)
    else if (taken.do === 'late') {
      const given = ended.filter(({ settlement }) => settlement.mayHaveBeenBilled)
      const one = given[taken.pick % Math.max(1, given.length)]
      if (!one) continue
      const { task } = one.settlement
      const price = taken.cost === null ? null : { cost: taken.cost, saved: 0, savedByHalfPrice: 0 }
      await temp.store.lateAnswer(task.id, task.attempt, { kind: 'succeeded', result: result(5) }, now, price)
    } else if (taken.do === 'again') {
      const one = ended[taken.pick % Math.max(1, ended.length)]
      if (one) expect(await temp.store.settle(one.settlement, now)).toBe(false)
    } else if (taken.do === 'unbilled') {
      const given = ended.filter(({ settlement }) => settlement.mayHaveBeenBilled)
      const one = given[taken.pick % Math.max(1, given.length)]
      if (one) expect(await temp.store.settle({ ...one.settlement, unbilled: true }, now)).toBe(false)
    } else if (taken.do === 'requeue') {
      const dead = temp.store.views.list({ batchId: null, tab: 'dead', group: null, filter: { text: '' } }, 0, 50)
      for (const task of temp.store.views.rows(dead.order))
        await temp.store.move(task, { kind: 'queued' }, now, { retriesUsed: 0 })
    } else if (taken.do === 'hours') now += taken.n * 3_600_000
    else {
      const left = books(temp.store).reserved
      const before = books(temp.store).attempts.unansweredCost
      temp.reopen()
      await recover(temp.store, { bootId: `boot ${++boots}`, machine: 'm', now })
      expect(books(temp.store).attempts.unansweredCost).toBe(before + left) // they were sent
      running = []
    }
    const { spend, attempts, ofTasks, reserved } = books(temp.store)
    expect(spend).toEqual(attempts)
    expect(ofTasks).toBe(attempts.cost)
    checkInsights(temp.store.db)
    expect(reserved).toBe(running.reduce((sum, { way }) => sum + (way.reserved ?? 0), 0))
  }
  const days = temp.store.spend.byDay('2026-01-01', '2026-12-31')
  const sumOf = (list: readonly { cost: number }[]) => list.reduce((sum, { cost }) => sum + cost, 0)
  expect(sumOf(days)).toBe(books(temp.store).ofTasks)
  expect(sumOf(temp.store.spend.byModel('2026-01-01', '2026-12-31'))).toBe(sumOf(days))
  expect(sumOf([...temp.store.spend.ofBatches(ids as BatchId[]).values()])).toBe(sumOf(days))
  expect(sumOf(ids.map((id) => temp.store.spend.ofBatch(id)))).toBe(sumOf(days))
}

test('a late answer to a call of a former day is booked on the day of that call', async () => {
  const temp = tempStore(localDays(() => 'Europe/Berlin'))
  try {
    const { store } = temp
    const at = Date.parse('2026-03-29T21:59:59Z') // the last second of a day of 23 hours
    await recover(store, { bootId: 'b', machine: 'm', now: at })
    const id = await store.newBatch(aBatch())
    const [task] = await store.enqueue(id, [aTask()], at)
    const reserve: Claim['reserve'] = ({ gateId }) => ({
      ...{ gateId, keyId: '1', providerId: 'practice', model: 'practice-mini', reserved: 8 },
    })
    const { tasks } = await store.claim({
      ...{ lane: 'fast', limit: () => 1, now: at, admit: () => true, as: () => 'sent', reserve },
    })
    if (!tasks[0] || !task) expect.fail()
    await store.settle(settlementOf(tasks[0], { do: 'settle', pick: 0, came: 'timeout', cost: null }, at), at + 5_000)
    const late: [TaskId, number, Outcome, number] = [task, 1, { kind: 'succeeded', result: result(5) }, at + 5_000]
    expect(store.spend.ofDay('2026-03-29')).toMatchObject({ calls: 1, unansweredCost: 8, cost: 0 })
    await store.lateAnswer(...late, { cost: 6, saved: 2, savedByHalfPrice: 1 })
    await store.lateAnswer(...late, { cost: 6, saved: 2, savedByHalfPrice: 1 })
    expect(store.spend.byDay('2026-01-01', '2026-12-31')).toMatchObject([
      { day: '2026-03-29', calls: 1, unansweredCost: 0, cost: 6, saved: 2, savedByHalfPrice: 1, tokensIn: 5 },
    ])
    expect(store.task(task)?.cost).toBe(6)
    expect(store.detail(task)?.attempts[0]).toMatchObject({ costNano: 6 })
    expect(store.detail(task)?.lateAnswers[0]).toMatchObject({ costNano: 6 })
  } finally {
    temp.remove()
  }
})
