import { describe, expect, test } from 'vitest'
import { damageInUse } from '#store/safety/fixture'
import { isStorageError, troubleOf } from '#store/safety/trouble'
import { manualClock } from './manual-clock'
import { lab } from './model-lab'
import { createStorageWatch } from './storage-watch'

const minute = 60_000

describe('on a real disk that refuses', () => {
  test('full: the answer that does not fit stays in memory and is counted, nothing is claimed meanwhile, and work goes on by itself', async () => {
    const { world, submit, answer, engine, state, store, inFlight, advance } = await lab()
    const [big, other, third] = await submit(['big', 'other', 'third'])
    if (!big || !other || !third) throw new Error('three were queued')
    world.setDisk('full')
    await answer('big', 'long')
    expect(engine().storage()).toMatchObject({ kind: 'trouble', trouble: { kind: 'full' }, unsaved: 1 })
    expect([state(big), state(third), inFlight()]).toEqual(['running', 'queued', ['other']])
    await advance(2 * minute) // it is tried again, and refused again
    expect(state(big)).toBe('running')
    world.setDisk(null)
    await advance(15_000)
    expect(engine().storage().kind).toBe('ok')
    expect([state(big), state(third)]).toEqual(['succeeded', 'running'])
    expect(store().results.get(big)?.text).toContain('long long')
  })

  test('several answers that wait are written together', async () => {
    const { world, submit, answer, engine, state, store, advance, setLane } = await lab()
    await setLane('fast', { concurrency: 4 })
    const ids = await submit(['a', 'b', 'c', 'd'])
    world.setDisk('read_only')
    for (const prompt of ['a', 'b', 'c']) await answer(prompt)
    await answer('d', 'permanent')
    expect(engine().storage()).toMatchObject({ unsaved: 4, trouble: { kind: 'read_only' } })
    world.setDisk(null)
    const seq = store().events.lastSeq()
    await advance(15_000)
    expect(ids.map(state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'dead'])
    const news = store().events.since(seq, 100)
    expect(news.filter(({ kind }) => kind === 'tasks').map((event) => event.ids.length)).toEqual([4])
  })

  test('trouble that only a timer met ends by itself as well', async () => {
    const { world, submit, engine, state, advance } = await lab()
    const [id] = await submit(['later'], { startAt: 1_700_000_005_000 })
    world.setDisk('read_only')
    await advance(minute)
    expect(engine().storage().kind).toBe('trouble')
    world.setDisk(null)
    await advance(minute)
    expect([engine().storage().kind, id && state(id)]).toEqual(['ok', 'running'])
  })

  test('damage that the one timer reads is told, and ends no process', async () => {
    const { world, engine, advance, store } = await lab()
    damageInUse(store().db, 'tasks_due')
    await advance(2 * minute)
    expect(engine().storage()).toMatchObject({ kind: 'trouble', trouble: { kind: 'damaged' } })
    world.brokenRules.length = 0
  })

  test('a gate that closed while nothing could be written is closed on disk afterwards', async () => {
    const { world, submit, answer, engine, store, advance } = await lab()
    await submit(['a', 'b'])
    world.setDisk('read_only')
    await answer('a', 'auth')
    world.setDisk(null)
    await advance(minute)
    const [gate] = engine().gates()
    expect(gate?.state).toMatchObject({ kind: 'closed', reason: 'auth' })
    expect(gate && store().gate(gate.id)).toEqual(gate)
  })

  test('what a person asks for is refused, changes nothing, and can be asked again', async () => {
    const { world, submit, engine, advance } = await lab()
    await submit(['a'])
    world.setDisk('read_only')
    await expect(engine().setPaused({ kind: 'lane', lane: 'fast' }, true)).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    })
    expect(engine().lane('fast').paused).toBe(false)
    await expect(submit(['b'])).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
    world.setDisk(null)
    await advance(minute)
    await engine().setPaused({ kind: 'lane', lane: 'fast' }, true)
    expect(engine().lane('fast').paused).toBe(true)
    await engine().setPaused({ kind: 'lane', lane: 'fast' }, false)
  })

  test('an answer that the store refuses for what is in it ends its task in plain sight, and stops nobody else', async () => {
    const { submit, provider, find, quiet, view, engine, inFlight, world } = await lab()
    const [odd] = await submit(['odd', 'next', 'third'])
    if (!odd) throw new Error('it was queued')
    const result = {
      kind: 'text',
      text: null as unknown as string,
      cutOff: false,
      finishReason: null,
      model: 'm',
      requestId: null,
    }
    provider.end(find('odd'), {
      kind: 'succeeded',
      result: { ...result, kind: 'text', usage: { tokensIn: 1, tokensOut: 1 } },
    })
    await quiet()
    expect(view(odd).state).toMatchObject({ kind: 'dead', failure: { code: 'invalid_answer' } })
    expect([engine().storage().kind, inFlight()]).toEqual(['ok', ['next', 'third']])
    world.brokenRules.length = 0 // the rules know no answer that is refused
  })
})

const failing = (code: string) => Object.assign(new Error(code), { code })

/** The watch alone, on writes that fail as the test says. */
function setup() {
  const clock = manualClock()
  const disk: { error: Error | null } = { error: null }
  let tries = 0
  let recovered = 0
  const write = async () => {
    tries++
    if (disk.error) throw disk.error
    return 'written'
  }
  const turns = async () => {
    for (let n = 0; n < 5; n++) await new Promise((done) => setImmediate(done))
  }
  const room = { held: true }
  const ballast = {
    release() {
      room.held = false
      return true
    },
    restore: async () => room.held,
  }
  const store = { ping: async () => void (await write()), troubleOf, isStorageError, ballast }
  const watch = createStorageWatch({ store, clock, onRecovered: () => recovered++ })
  return { clock, disk, room, watch, write, turns, tries: () => tries, recovered: () => recovered }
}

describe('the watch', () => {
  test('tries again after 1 s, then ever more seldom, up to every 15 s', async () => {
    const { clock, disk, watch, write, turns, tries } = setup()
    disk.error = failing('SQLITE_FULL')
    void watch.until(write)
    await turns()
    const moments: number[] = []
    for (let second = 0, seen = 1; second < 60; second++) {
      await clock.advance(1_000, turns)
      if (tries() > seen) moments.push(second + 1)
      seen = tries()
    }
    expect(moments).toEqual([1, 3, 7, 15, 30, 45, 60])
  })

  test('a damaged file is never written to again, whatever waits or comes', async () => {
    const { clock, disk, watch, write, turns, tries } = setup()
    disk.error = failing('SQLITE_FULL')
    void watch.until(write)
    await turns()
    disk.error = failing('SQLITE_CORRUPT')
    watch.failed(disk.error) // while the next try is already due
    const before = tries()
    disk.error = failing('SQLITE_FULL') // a lesser trouble does not make it less
    watch.failed(disk.error)
    disk.error = null
    void watch.until(write)
    await clock.advance(10 * 60_000, turns)
    expect(tries()).toBe(before)
    expect(watch.state()).toMatchObject({ kind: 'trouble', trouble: { kind: 'damaged' }, unsaved: 2 })
  })

  test('after a full disk what waits is saved with the ballast’s room, and new work waits until the ballast is back', async () => {
    const { clock, disk, room, watch, write, turns, recovered } = setup()
    disk.error = failing('SQLITE_FULL')
    const kept = watch.until(write)
    await turns()
    disk.error = null
    await clock.advance(1_000, turns)
    expect([await kept, recovered()]).toEqual(['written', 0])
    expect(watch.state()).toMatchObject({ kind: 'trouble', trouble: { kind: 'full' }, unsaved: 0 })
    await clock.advance(60_000, turns)
    expect([watch.ok(), recovered()]).toEqual([false, 0])
    room.held = true
    await clock.advance(15_000, turns)
    expect([watch.ok(), recovered()]).toEqual([true, 1])
  })

  test('trouble that comes while the ballast is made again is not overlooked', async () => {
    const { clock, disk, room, watch, write, turns, recovered } = setup()
    disk.error = failing('SQLITE_FULL')
    void watch.until(write)
    await turns()
    disk.error = null
    watch.onChange(() => {
      const state = watch.state()
      if (state.kind !== 'trouble' || state.unsaved > 0) return
      room.held = true
      disk.error = failing('SQLITE_IOERR_WRITE')
      queueMicrotask(() => watch.failed(disk.error)) // the ballast is being asked for
    })
    await clock.advance(1_000, turns)
    expect([watch.ok(), recovered()]).toEqual([false, 0])
    disk.error = null
    await clock.advance(15_000, turns)
    expect(watch.ok()).toBe(true)
  })

  test('whoever listens hears of a change and not of the same trouble again', async () => {
    const { watch, turns } = setup()
    let heard = 0
    watch.onChange(() => heard++)
    for (let n = 0; n < 3; n++) watch.failed(failing('SQLITE_CORRUPT'))
    await turns()
    expect(heard).toBe(1)
  })

  test('once stopped it tries nothing more', async () => {
    const { clock, disk, watch, write, turns, tries } = setup()
    disk.error = failing('SQLITE_FULL')
    void watch.until(write)
    await turns()
    watch.stop()
    await clock.advance(60_000, turns)
    expect([tries(), clock.pending()]).toEqual([1, []])
  })

  test('a write that turns out to be refused for what is in it does not keep the others from recovering', async () => {
    const { clock, disk, room, watch, write, turns, recovered } = setup()
    disk.error = failing('SQLITE_FULL')
    const odd = expect(watch.until(write)).rejects.toThrow('SQLITE_CONSTRAINT')
    await turns()
    disk.error = failing('SQLITE_CONSTRAINT')
    await clock.advance(1_000, turns)
    await odd
    disk.error = null
    room.held = true
    await clock.advance(60_000, turns)
    expect([watch.state().kind, recovered()]).toEqual(['ok', 1])
  })

  test('whoever waits for the disk is called when it is well, and not before', async () => {
    const { clock, disk, watch, turns } = setup()
    disk.error = failing('SQLITE_IOERR_WRITE')
    watch.failed(disk.error)
    let called = false
    void watch.recovered().then(() => {
      called = true
    })
    await clock.advance(30_000, turns)
    expect(called).toBe(false)
    disk.error = null
    await clock.advance(15_000, turns)
    expect(called).toBe(true)
  })
})
