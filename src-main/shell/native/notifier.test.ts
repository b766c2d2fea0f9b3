import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultDesktopSettings } from '#shared/desktop'
import type { BatchId } from '#shared/task'
import { aDryRun, aStanding, aStuck } from './a-standing'
import { everyMs, gatherMs } from './coalesce'
import type { Happening } from './happenings'
import { createNotifier } from './notifier'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const world = { focused: false, wanted: { ...defaultDesktopSettings.notify } }
  const shown: [string, string][] = []
  const notifier = createNotifier({
    ...{ now: Date.now, wanted: () => world.wanted, isFocused: () => world.focused, nameOf: () => 'reviews' },
    show: (kind, { title }) => shown.push([kind, title]),
  })
  return { ...notifier, world, shown }
}
const done: Happening = { kind: 'batch_done', batchId: 2 as BatchId, answered: 4, dead: 0 }
const letter: Happening = { kind: 'dead_letters', added: 1 }
const stuck: Happening = { kind: 'needs_person', stuck: aStuck() }

test('each kind is told while nobody looks', () => {
  const { look, shown } = setup()
  look(aStanding({}, { stuck: [stuck.stuck] }), [done, letter, stuck])
  vi.advanceTimersByTime(gatherMs)
  expect(shown).toEqual([
    ['batch_done', '“reviews” is done'],
    ['dead_letters', '1 new dead letter'],
    ['needs_person', 'OpenAI needs you'],
  ])
})

test('a dry run that ended waits for a person, and is told under that setting', () => {
  const { look, shown, world } = setup()
  look(aStanding(), [{ kind: 'dry_run', run: aDryRun() }])
  vi.advanceTimersByTime(gatherMs)
  expect(shown).toEqual([['needs_person', 'The dry run of “reviews” is done']])
  world.wanted.needs_person = false
  look(aStanding(), [{ kind: 'dry_run', run: aDryRun({ waitingAt: 20 }) }])
  vi.advanceTimersByTime(everyMs)
  expect(shown).toHaveLength(1)
})

test('a batch of which too many died is told under the setting of dead letters, and where it was paused says so', () => {
  const { look, shown, world } = setup()
  const alert = { batchId: 2 as BatchId, at: 10, dead: 31, settled: 100, paused: true }
  look(aStanding(), [{ kind: 'dead_share', alert }])
  vi.advanceTimersByTime(gatherMs)
  expect(shown).toEqual([['dead_letters', '31 of 100 of “reviews” died']])
  world.wanted.dead_letters = false
  look(aStanding(), [{ kind: 'dead_share', alert: { ...alert, at: 20 } }])
  vi.advanceTimersByTime(everyMs)
  expect(shown).toHaveLength(1)
})

test('a thousand letters in a minute are two notifications, and their numbers add up', () => {
  const { look, shown } = setup()
  for (let second = 0; second < 50; second += 1) {
    look(aStanding(), [{ kind: 'dead_letters', added: 20 }])
    vi.advanceTimersByTime(1_000)
  }
  vi.advanceTimersByTime(everyMs)
  const letters = shown.map(([, title]) => Number.parseInt(title, 10))
  expect(letters).toHaveLength(2)
  expect((letters[0] ?? 0) + (letters[1] ?? 0)).toBe(1_000)
})

test('nothing is told to a person who looks, also not after they have looked', () => {
  const { look, seen, world, shown } = setup()
  world.focused = true
  look(aStanding(), [done])
  world.focused = false
  vi.advanceTimersByTime(everyMs)
  look(aStanding(), [letter])
  seen()
  vi.advanceTimersByTime(everyMs)
  expect(shown).toEqual([])
})

test('a kind that is switched off is not told, also not while it waits', () => {
  const { look, world, shown } = setup()
  world.wanted.dead_letters = false
  look(aStanding(), [letter, done])
  world.wanted.batch_done = false
  vi.advanceTimersByTime(everyMs)
  expect(shown).toEqual([])
})

test('a provider that goes on meanwhile needs nobody', () => {
  const { look, shown } = setup()
  look(aStanding({}, { stuck: [stuck.stuck] }), [stuck])
  look(aStanding(), [])
  vi.advanceTimersByTime(everyMs)
  expect(shown).toEqual([])
})
