import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSchedules } from '#engine/schedules/schedules'
import { CommandError } from '#shared/result'
import { type Schedule, type ScheduleId, ScheduleInput } from '#shared/schedule'
import type { BatchId } from '#shared/task'
import { tempStore } from './temp-store'

const at = (iso: string): number => Date.parse(iso)
const start = at('2026-11-24T12:00Z')
const tonight = at('2026-11-24T22:00Z')
const day = 86_400_000
const anInput = (changes: Partial<ScheduleInput> = {}): ScheduleInput =>
  ScheduleInput.parse({
    ...{ name: 'Nightly', cron: '0 22 * * *', timeZone: 'UTC' },
    template: { kind: 'prompts', prompts: [{ prompt: 'News of {{date}}' }, { prompt: 'And the weather' }] },
    ...changes,
  })

let files: ReturnType<typeof tempStore>
let now: number
let removed: Set<string>
beforeEach(() => {
  files = tempStore()
  now = start
  removed = new Set()
})
afterEach(() => files.remove())

function setup(cancelled: BatchId[] = []) {
  const { store } = files
  let wakes = 0
  const schedules = createSchedules({
    ...{ store: store.schedules, now: () => now },
    target: ({ providerId = 'practice', model = 'practice-mini' }) => {
      if (removed.has(providerId)) throw new CommandError('not_found', 'There is no such provider.')
      return { providerId, model }
    },
    async cancelBatch(id) {
      cancelled.push(id)
      finish(id)
    },
    wake: () => void wakes++,
  })
  const get = (id: ScheduleId): Schedule => {
    const found = store.schedules.get(id)
    if (!found) throw new Error('the schedule is gone')
    return found
  }
  const batches = () =>
    store.db
      .prepare<[], { id: BatchId; name: string; kind: string; n: number; queued: number }>(
        `SELECT b.id, name, kind, accepted AS n, (SELECT sum(n) FROM task_counts c WHERE c.batch_id = b.id AND c.state = 'queued') AS queued
          FROM batches b WHERE schedule_id IS NOT NULL ORDER BY b.id`,
      )
      .all()
  /** Everything of a batch has ended. */
  const finish = (id: BatchId) => {
    store.db.exec(`UPDATE task_counts SET state = 'succeeded' WHERE batch_id = ${id}`)
  }
  return { schedules, get, batches, finish, wakes: () => wakes }
}

describe('a firing', () => {
  it('queues a batch with its tasks and moves the schedule on', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(
      anInput({ priority: 3, options: { policy: { retries: 1 }, windows: [], reuse: true } }),
    )
    expect(schedules.nextDueAt()).toBe(tonight)
    expect(await schedules.fireDue(tonight - 1)).toEqual([])
    const [fired] = await schedules.fireDue(tonight)
    expect(fired).toMatchObject({ id, name: 'Nightly', dueAt: tonight, standsFor: 0 })
    expect(batches()).toMatchObject([{ name: 'Nightly 2026-11-24 22:00', kind: 'schedule', n: 2, queued: 2 }])
    expect(files.store.batches.newest(1)).toMatchObject([
      { priority: 3, options: { policy: { retries: 1 }, reuse: true } },
    ])
    expect(get(id)).toMatchObject({
      fired: 1,
      skipped: 0,
      lastFiredAt: tonight,
      lastBatchId: fired?.batchId,
      nextAt: tonight + day,
    })
    expect(schedules.nextDueAt()).toBe(tonight + day)
  })

  it('is claimable at once, with its placeholders filled', async () => {
    const { schedules } = setup()
    await schedules.save(anInput())
    await schedules.fireDue(tonight)
    await files.store.beginBoot('boot', 'machine', tonight)
    const claim = {
      lane: 'fast',
      limit: () => 5,
      now: tonight,
      admit: () => true,
      as: () => 'claimed' as const,
    } as const
    const { tasks } = await files.store.claim(claim)
    expect(tasks.map(({ request }) => JSON.stringify(request)).join()).toContain('News of 2026-11-24')
    expect(tasks).toHaveLength(2)
  })

  it('happens once, though it is asked for twice at the same moment', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(anInput())
    const both = await Promise.all([schedules.fireDue(tonight), schedules.fireDue(tonight)])
    expect(both.flat()).toHaveLength(1)
    expect(await schedules.fireDue(tonight)).toEqual([])
    expect(batches()).toHaveLength(1)
    expect(get(id).fired).toBe(1)
  })

  it('that breaks off leaves nothing behind, and comes with the next start', async () => {
    const first = setup()
    const { id } = await first.schedules.save(anInput())
    const { db } = files.store
    db.exec(`CREATE TRIGGER power_cut BEFORE UPDATE OF fired ON schedules BEGIN SELECT raise(ABORT, 'power cut'); END`)
    await expect(first.schedules.fireDue(tonight)).rejects.toThrow('power cut') // after batch and tasks were written
    expect(first.batches()).toEqual([])
    expect(first.get(id)).toMatchObject({ fired: 0, nextAt: tonight, handledTo: start })
    expect(db.prepare('SELECT count(*) AS n FROM tasks').get()).toEqual({ n: 0 })
    db.exec('DROP TRIGGER power_cut')
    files.reopen()
    const second = setup()
    await second.schedules.begin()
    expect(second.schedules.nextDueAt(tonight + 5_000)).toBe(tonight)
    expect(await second.schedules.fireDue(tonight + 5_000)).toHaveLength(1)
    expect(await second.schedules.fireDue(tonight + 5_000)).toEqual([])
    expect(second.batches()).toHaveLength(1)
  })

  it('of a schedule that fails holds up no other', async () => {
    const { schedules, batches } = setup()
    await schedules.save(anInput({ name: 'Broken' }))
    await schedules.save(anInput({ name: 'Sound' }))
    files.store.db.exec(
      `CREATE TRIGGER broken BEFORE INSERT ON batches WHEN NEW.name LIKE 'Broken%' BEGIN SELECT raise(ABORT, 'broken'); END`,
    )
    await expect(schedules.fireDue(tonight)).rejects.toThrow('broken')
    expect(batches().map(({ name }) => name)).toEqual(['Sound 2026-11-24 22:00'])
    expect(schedules.nextDueAt()).toBe(tonight) // it is still due
  })
})

describe('missed firings', () => {
  it('are made up for once by default, and it says for how many it stands', async () => {
    const { schedules, get } = setup()
    const { id } = await schedules.save(anInput())
    const [fired] = await schedules.fireDue(tonight + 3 * day + 1_000_000)
    expect(fired).toMatchObject({ dueAt: tonight + 3 * day, standsFor: 3 })
    expect(get(id)).toMatchObject({ fired: 1, skipped: 0, nextAt: tonight + 4 * day })
  })
  it('are left out where they are to be, and counted', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(anInput({ missed: 'skip' }))
    expect(await schedules.fireDue(tonight + 3 * day + 1_000_000)).toEqual([])
    expect(batches()).toEqual([])
    expect(get(id)).toMatchObject({ fired: 0, skipped: 4, lastSkip: { reason: 'missed' }, nextAt: tonight + 4 * day })
    expect(get(id).lastSkip?.message).toContain('4 firings were missed')
  })
  it('are each made up for, the newest 24, also when the process dies in between', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(anInput({ missed: 'all', cron: '0 * * * *' }))
    const now = start + 40 * 3_600_000
    files.store.db.exec(
      `CREATE TRIGGER dies BEFORE UPDATE OF fired ON schedules WHEN OLD.fired = 10 BEGIN SELECT raise(ABORT, 'died'); END`,
    )
    await expect(schedules.fireDue(now)).rejects.toThrow('died')
    expect(batches()).toHaveLength(10)
    files.store.db.exec('DROP TRIGGER dies')
    expect(await schedules.fireDue(now)).toHaveLength(14)
    expect(new Set(batches().map(({ name }) => name)).size).toBe(24)
    expect(get(id)).toMatchObject({ fired: 24, skipped: 16, lastSkip: { reason: 'missed' } })
    expect(get(id).lastSkip?.message).toContain('newest 24')
  })
})

describe('the clock', () => {
  it('a day back fires no due time again, and goes on where it was', async () => {
    const { schedules, batches } = setup()
    await schedules.save(anInput({ cron: '0 * * * *' }))
    await schedules.fireDue(start + 3_600_000)
    for (const hours of [-24, -23.5, -1, 0, 1]) await schedules.fireDue(start + hours * 3_600_000)
    expect(batches()).toHaveLength(1)
    expect(await schedules.fireDue(start + 2 * 3_600_000)).toHaveLength(1)
  })
  it('at 1970 does nothing', async () => {
    const { schedules, get } = setup()
    const { id } = await schedules.save(anInput())
    expect(schedules.nextDueAt(0)).toBe(tonight)
    expect(await schedules.fireDue(0)).toEqual([])
    expect(get(id).nextAt).toBe(tonight)
  })
  it('that was in 2040 does not silence a schedule until then, nor repeat what fired', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(anInput())
    await schedules.fireDue(tonight)
    await schedules.fireDue(at('2040-06-01T22:00Z'))
    expect(get(id).nextAt).toBe(at('2040-06-02T22:00Z'))
    const back = tonight - 60_000 // before a due time that has fired
    expect(schedules.nextDueAt(back)).toBe(back)
    expect(await schedules.fireDue(back)).toEqual([])
    expect(schedules.nextDueAt(back)).toBe(tonight)
    expect(await schedules.fireDue(tonight)).toEqual([]) // it did already
    expect(get(id).nextAt).toBe(tonight + day)
    expect(batches()).toHaveLength(2)
    expect(await schedules.fireDue(tonight + day)).toHaveLength(1)
  })
  it('far from the due time changes nothing', async () => {
    const { schedules } = setup()
    await schedules.save(anInput({ cron: '0 10 23 1 *' })) // in 60 days
    for (let days = 0; days < 59; days++) expect(await schedules.fireDue(start + days * day)).toEqual([])
    expect(await schedules.fireDue(at('2027-01-23T10:00Z'))).toHaveLength(1)
  })
})

describe('overlaps', () => {
  it('queue beside what has not ended, by default', async () => {
    const { schedules, batches } = setup()
    await schedules.save(anInput())
    await schedules.fireDue(tonight)
    await schedules.fireDue(tonight + day)
    expect(batches()).toHaveLength(2)
  })
  it('are left out where they are to be, until the batch has ended', async () => {
    const { schedules, get, batches, finish } = setup()
    const { id } = await schedules.save(anInput({ overlap: 'skip' }))
    await schedules.fireDue(tonight)
    expect(await schedules.fireDue(tonight + day)).toEqual([])
    expect(get(id)).toMatchObject({ fired: 1, skipped: 1, lastSkip: { at: tonight + day, reason: 'overlap' } })
    finish(batches()[0]?.id as BatchId)
    expect(await schedules.fireDue(tonight + 2 * day)).toHaveLength(1)
  })
  it('cancel what is left of the earlier batch, and only then', async () => {
    const cancelled: BatchId[] = []
    const { schedules, batches, finish } = setup(cancelled)
    await schedules.save(anInput({ overlap: 'cancel_previous' }))
    await schedules.fireDue(tonight)
    await schedules.fireDue(tonight + day)
    const [first, second] = batches()
    expect(cancelled).toEqual([first?.id])
    finish(second?.id as BatchId)
    await schedules.fireDue(tonight + 2 * day)
    expect(cancelled).toEqual([first?.id])
    expect(batches()).toHaveLength(3)
  })
  it('are left out while any batch has not ended, also behind one that a person had it queue', async () => {
    const { schedules, get, batches, finish } = setup()
    const { id } = await schedules.save(anInput({ overlap: 'skip' }))
    await schedules.fireDue(tonight)
    const { batchId } = await schedules.runNow(id)
    finish(batchId)
    expect(await schedules.fireDue(tonight + day)).toEqual([])
    expect(get(id).lastSkip).toMatchObject({ message: 'An earlier batch of this schedule had not ended.' })
    finish(batches()[0]?.id as BatchId)
    expect(await schedules.fireDue(tonight + 2 * day)).toHaveLength(1)
  })
  it('cancel what is left of every earlier batch of this schedule, and of no other', async () => {
    const cancelled: BatchId[] = []
    const { schedules, batches } = setup(cancelled)
    const { id } = await schedules.save(anInput({ overlap: 'cancel_previous' }))
    const other = await schedules.save(anInput({ name: 'Other', cron: '0 23 * * *' }))
    await schedules.runNow(other.id)
    await schedules.fireDue(tonight)
    await schedules.runNow(id)
    await schedules.fireDue(tonight + day)
    const [, first, second] = batches()
    expect(cancelled).toEqual([first?.id, second?.id])
  })
})

describe('what a person does', () => {
  it('run now queues at once and leaves the next firing where it is', async () => {
    const { schedules, get, batches } = setup()
    const { id } = await schedules.save(anInput({ overlap: 'skip' }))
    const { batchId } = await schedules.runNow(id)
    await schedules.runNow(id) // asked for: no overlap policy applies
    expect(batches()).toHaveLength(2)
    expect(batches()[0]).toMatchObject({ id: batchId, name: 'Nightly 2026-11-24 12:00' })
    expect(get(id)).toMatchObject({ nextAt: tonight, fired: 2 })
  })
  it('a pause fires nothing, and what fell due meanwhile is not made up for', async () => {
    const { schedules, get } = setup()
    const { id } = await schedules.save(anInput({ missed: 'all' }))
    expect(await schedules.setPaused(id, true)).toMatchObject({ state: 'paused', nextAt: null })
    expect(schedules.nextDueAt()).toBeNull()
    now = tonight + 3 * day + 1
    expect(await schedules.fireDue(now)).toEqual([])
    expect(await schedules.setPaused(id, false)).toMatchObject({ state: 'active', nextAt: tonight + 4 * day })
    expect(await schedules.fireDue(now)).toEqual([])
    expect(get(id)).toMatchObject({ fired: 0, skipped: 0 })
  })
  it('another expression counts from now, and what stays the same does not move the next firing', async () => {
    const { schedules } = setup()
    const { id } = await schedules.save(anInput())
    now = start + 3_600_000
    expect((await schedules.save({ ...anInput({ name: 'Renamed' }), id })).nextAt).toBe(tonight)
    now = tonight + 60_000 // its firing is due, and not yet done
    const changed = await schedules.save({ ...anInput({ cron: '0 6 * * *', timeZone: 'Europe/Berlin' }), id })
    expect(changed).toMatchObject({ nextAt: at('2026-11-25T05:00Z'), words: 'Every day at 06:00' })
    expect(await schedules.fireDue(now)).toEqual([])
  })
  it('an edit of a paused one leaves it paused', async () => {
    const { schedules } = setup()
    const { id } = await schedules.save(anInput())
    await schedules.setPaused(id, true)
    expect(await schedules.save({ ...anInput({ cron: '0 6 * * *' }), id })).toMatchObject({
      state: 'paused',
      nextAt: null,
    })
  })
  it('what cannot be used is refused and nothing is saved', async () => {
    const { schedules } = setup()
    await expect(schedules.save(anInput({ cron: '0 0 30 2 *' }))).rejects.toThrow('It never fires')
    await expect(schedules.save(anInput({ cron: '61 * * * *' }))).rejects.toThrow('“61” is no minute')
    removed.add('gone')
    await expect(schedules.save(anInput({ providerId: 'gone' }))).rejects.toThrow('no such provider')
    expect(schedules.list()).toEqual([])
    expect(ScheduleInput.safeParse({ ...anInput(), timeZone: 'Mars/Olympus' }).success).toBe(false)
  })
  it('a provider that was removed is told at the schedule, which goes on', async () => {
    const { schedules, get } = setup()
    const { id } = await schedules.save(anInput({ providerId: 'p1' }))
    removed.add('p1')
    expect(await schedules.fireDue(tonight)).toEqual([])
    expect(get(id)).toMatchObject({
      skipped: 1,
      lastSkip: { reason: 'target', message: 'There is no such provider.' },
      nextAt: tonight + day,
    })
  })
  it('a removed schedule leaves its batches, and its number is not given again', async () => {
    const { schedules, batches } = setup()
    const { id } = await schedules.save(anInput())
    await schedules.fireDue(tonight)
    await schedules.remove(id)
    expect(schedules.list()).toEqual([])
    expect(batches()).toHaveLength(1)
    expect((await schedules.save(anInput())).id).not.toBe(id)
    await expect(schedules.runNow(id)).rejects.toThrow('no such schedule')
  })
  it('a window sees words and how far the last batch is', async () => {
    const { schedules } = setup()
    await schedules.save(anInput())
    await schedules.fireDue(tonight)
    expect(schedules.list()).toMatchObject([
      { words: 'Every day at 22:00', lastBatch: { name: 'Nightly 2026-11-24 22:00', counts: { queued: 2 } } },
    ])
    expect(schedules.preview('0 9 * * 1-5', 'Europe/Berlin')).toMatchObject({
      words: 'Monday to Friday at 09:00',
      problem: null,
    })
    expect(schedules.preview('0 9 * * 1-5', 'Europe/Berlin').next).toHaveLength(5)
    expect(schedules.preview('0 9 *', 'Europe/Berlin')).toMatchObject({
      next: [],
      problem: expect.stringContaining('this one has 3'),
    })
  })
})

it('nobody may name a state or a policy that there is not', async () => {
  const { schedules } = setup()
  const { id } = await schedules.save(anInput())
  const set = (what: string) => () => files.store.db.exec(`UPDATE schedules SET ${what} WHERE id = ${id}`)
  for (const wrong of [`state = 'asleep'`, `missed = 'never'`, `overlap = 'x'`, `state = 'paused'`])
    expect(set(wrong)).toThrow('CHECK')
})
