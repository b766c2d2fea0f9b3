import { expect, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { aDryRun, aStanding, aStuck } from './a-standing'
import { createHappenings } from './happenings'

const compose = { composeId: 1 as BatchId }

test('the first look only learns', () => {
  const { look } = createHappenings()
  expect(look(aStanding({ 1: { answered: 5, dead: 2 }, 2: { moving: 3 } }, { stuck: [aStuck()] }))).toEqual([])
})

test('a batch of which too many died is told once for each time that is found', () => {
  const alert = { batchId: 4 as BatchId, at: 10, dead: 31, settled: 100, paused: true }
  const { look } = createHappenings()
  look(aStanding())
  const told = [{ kind: 'dead_share', alert }]
  expect(look(aStanding({}, { alerts: [alert] }))).toEqual(told)
  expect(look(aStanding({}, { alerts: [{ ...alert, paused: false }] }))).toEqual([])
  expect(look(aStanding())).toEqual([])
  expect(look(aStanding({}, { alerts: [{ ...alert, at: 20 }] }))).toHaveLength(1)
})

test('a dry run that ended is told once for each time that it comes to wait', () => {
  const run = aDryRun()
  const { look } = createHappenings()
  look(aStanding())
  expect(look(aStanding({}, { dryRuns: [run] }))).toEqual([{ kind: 'dry_run', run }])
  expect(look(aStanding({}, { dryRuns: [{ ...run, rest: 9 }] }))).toEqual([])
  expect(look(aStanding())).toEqual([])
  expect(look(aStanding({}, { dryRuns: [aDryRun({ waitingAt: 20 })] }))).toHaveLength(1)
})

test('a batch is done once, when nothing of it moves any more', () => {
  const { look } = createHappenings()
  look(aStanding())
  expect(look(aStanding({ 1: { moving: 3 } }))).toEqual([])
  expect(look(aStanding({ 1: { moving: 1, answered: 2 } }))).toEqual([])
  expect(look(aStanding({ 1: { answered: 3 } }))).toEqual([{ kind: 'batch_done', batchId: 1, answered: 3, dead: 0 }])
  expect(look(aStanding({ 1: { answered: 3 } }))).toEqual([])
})

test('one that is made and done between two looks is told; one that was done before the start is not', () => {
  const { look } = createHappenings()
  look(aStanding({ 4: { answered: 9 } }))
  expect(look(aStanding({ 4: { answered: 9 }, 5: { answered: 2 } }))).toEqual([
    { kind: 'batch_done', batchId: 5, answered: 2, dead: 0 },
  ])
})

test('one that went on after a restart tells all of its answers', () => {
  const { look } = createHappenings()
  look(aStanding({ 2: { moving: 1, answered: 99 } }))
  expect(look(aStanding({ 2: { answered: 100 } }))).toMatchObject([{ answered: 100 }])
})

test('the standing batch begins anew with each prompt', () => {
  const { look } = createHappenings()
  look(aStanding({ 1: { answered: 50 } }, compose))
  look(aStanding({ 1: { answered: 50, moving: 1 } }, compose))
  expect(look(aStanding({ 1: { answered: 51 } }, compose))).toMatchObject([{ answered: 1 }])
  look(aStanding({ 1: { answered: 51, moving: 2 } }, compose))
  expect(look(aStanding({ 1: { answered: 52, dead: 1 } }, compose))).toMatchObject([
    { kind: 'batch_done', answered: 1, dead: 1 },
    { kind: 'dead_letters', added: 1 },
  ])
})

test('a batch that was only cancelled, or that waits for its time, is not done', () => {
  const { look } = createHappenings()
  look(aStanding({ 1: { moving: 5 }, 2: { moving: 1, scheduled: 4 } }))
  expect(look(aStanding({ 1: { cancelled: 5 }, 2: { scheduled: 4, answered: 1 } }))).toEqual([])
  look(aStanding({ 1: { cancelled: 5 }, 2: { moving: 4, answered: 1 } }))
  expect(look(aStanding({ 1: { cancelled: 5 }, 2: { answered: 5 } }))).toMatchObject([{ batchId: 2, answered: 5 }])
})

test('a letter that was requeued and answered makes its batch done once more', () => {
  const { look } = createHappenings()
  look(aStanding({ 1: { answered: 9, dead: 1 } }))
  look(aStanding({ 1: { answered: 9, moving: 1 } }))
  expect(look(aStanding({ 1: { answered: 10 } }))).toEqual([{ kind: 'batch_done', batchId: 1, answered: 10, dead: 0 }])
})

test('letters are told by how many came, and not when they leave', () => {
  const { look } = createHappenings()
  look(aStanding({ 1: { moving: 9, dead: 4 } }))
  expect(look(aStanding({ 1: { moving: 9, dead: 1 } }))).toEqual([])
  expect(look(aStanding({ 1: { moving: 7, dead: 3 } }))).toEqual([{ kind: 'dead_letters', added: 2 }])
})

test('a provider needs a person once, until it went on meanwhile', () => {
  const { look } = createHappenings()
  const stuck = [aStuck()]
  look(aStanding())
  expect(look(aStanding({}, { stuck }))).toEqual([{ kind: 'needs_person', stuck: stuck[0] }])
  expect(look(aStanding({}, { stuck: [aStuck({ held: 90 })] }))).toEqual([])
  expect(look(aStanding())).toEqual([])
  expect(look(aStanding({}, { stuck }))).toHaveLength(1)
})
