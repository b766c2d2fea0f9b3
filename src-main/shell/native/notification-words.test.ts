import { expect, test } from 'vitest'
import type { BatchId, GateId } from '#shared/task'
import { aDryRun, aStuck } from './a-standing'
import type { Happening } from './happenings'
import { notificationOf } from './notification-words'

const names: Record<number, string> = { 2: 'gsm8k-test', 3: 'reviews', 4: 'contracts' }
const of = (...happenings: Happening[]) => notificationOf(happenings, (id) => names[id] ?? null)
const done = (id: number, answered: number, dead = 0): Happening => ({
  ...{ kind: 'batch_done', batchId: id as BatchId, answered, dead },
})

test('a batch that is done says what came of it, and leads to it', () => {
  expect(of(done(2, 319, 1))).toEqual({
    title: '“gsm8k-test” is done',
    body: '319 answered, 1 dead letter.',
    destination: { to: 'batch', id: 2 },
  })
  expect(of(done(1, 1))).toMatchObject({ title: 'Your prompt is done', body: '1 answered.' })
  expect(of(done(1, 2, 3))).toMatchObject({ title: 'Your prompts are done', body: '2 answered, 3 dead letters.' })
})

test('a dry run that ended says what came of it and what waits', () => {
  expect(of({ kind: 'dry_run', run: aDryRun() })).toEqual({
    title: 'The dry run of “reviews” is done',
    body: '4 answered, 1 dead letter. 1,314 tasks wait: look at the answers, then release the rest or let it go.',
    destination: { to: 'batch', id: 3 },
  })
  expect(of(...[2, 3].map((id): Happening => ({ kind: 'dry_run', run: aDryRun({ batchId: id as BatchId }) })))).toEqual(
    {
      title: '2 dry runs are done',
      body: 'gsm8k-test and reviews: look at the answers, then release the rest or let it go.',
      destination: { to: 'queue' },
    },
  )
})

test('several batches are one notification, each told as it is now', () => {
  expect(of(done(2, 10), done(3, 5, 2), done(2, 12))).toEqual({
    title: '2 batches are done',
    body: 'gsm8k-test and reviews: 17 answered, 2 dead letters.',
    destination: { to: 'queue' },
  })
  expect(of(done(2, 1), done(3, 1), done(4, 1), done(1, 1))?.body).toBe('gsm8k-test, reviews and 2 more: 4 answered.')
})

test('letters are added up', () => {
  const letters = (added: number): Happening => ({ kind: 'dead_letters', added })
  expect(of(letters(1))).toMatchObject({ title: '1 new dead letter', destination: { to: 'dead_letters' } })
  expect(of(letters(2), letters(40))).toMatchObject({ title: '42 new dead letters' })
})

test('a provider that needs a person says why, and that nothing is lost', () => {
  const stuck = (own = {}): Happening => ({ kind: 'needs_person', stuck: aStuck(own) })
  expect(of(stuck())).toEqual({
    title: 'OpenAI needs you',
    body: 'Its key or its connection is not accepted. 40 tasks wait, and nothing is lost. Set it right under Providers.',
    destination: { to: 'providers' },
  })
  expect(of(stuck({ reason: 'model', held: 1 }))?.body).toBe(
    'It knows no model “gpt-4o-mini”. 1 task waits, and nothing is lost. Check the name, or that it is still offered.',
  )
  const other = { gateId: 2 as GateId, provider: 'Anthropic', reason: 'quota' }
  expect(of(stuck(), stuck(other))).toMatchObject({ title: '2 providers need you' })
  expect(of(stuck(), stuck({ ...other, provider: 'OpenAI' }))).toMatchObject({ title: 'OpenAI needs you' })
})

test('of nothing there is none', () => {
  expect(of()).toBeNull()
})
