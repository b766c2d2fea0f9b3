import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import { tellAlerts } from '../../wiring/tell-alerts'
import { permanent, succeeded, type TempLetters, tempLetters } from './temp-letters'

const every = (n: number) => (prompt: string) => Number(prompt.slice(1)) % n === 0
const pausing = BatchOptions.parse({ deadAlert: { on: true, share: 0.2, atLeast: 20, pause: true } })
const dying = (which: (prompt: string) => boolean) => (call: Parameters<Parameters<TempLetters['answer']>[0]>[0]) => {
  const [message] = 'messages' in call.request ? call.request.messages : []
  return which(String(message?.content ?? '')) ? permanent() : succeeded
}
const told = (desk: TempLetters) => {
  const said: string[] = []
  tellAlerts({ store: desk.store, say: ({ title }) => void said.push(title) })
  return said
}

test('a batch of which more than a fifth died is told once, and not again while it stays so', async () => {
  const desk = await tempLetters()
  const said = told(desk)
  desk.answer(dying(every(3)))
  const { batchId } = await desk.batch(100)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^\d+ of \d+ of “test” died$/)
  const alert = desk.store.alerts.of(batchId)
  expect(alert && alert.dead > 0.2 * alert.settled).toBe(true)
  expect(alert?.settled).toBeGreaterThanOrEqual(20)
  expect(desk.store.batches.get(batchId)?.paused).toBe(false)
})

test('of a few tasks a share says nothing, and a share that is not passed is not told', async () => {
  const desk = await tempLetters()
  const said = told(desk)
  await desk.batch(19) // all of them died
  desk.answer(dying(every(5)))
  await desk.batch(100) // exactly a fifth
  expect(said).toEqual([])
})

test('the batch is paused in the commit that passes the share: what is claimed after it is nothing of that batch', async () => {
  const concurrency = 5
  const desk = await tempLetters({ concurrency })
  desk.hold(() => true)
  const { batchId, ids } = await desk.batch(100, pausing)
  let answered = 0
  while (desk.inFlight().length > 0) {
    await desk.end(desk.inFlight()[0] ?? '', permanent())
    answered++
  }
  const alert = desk.store.alerts.of(batchId)
  expect(alert).toMatchObject({ dead: 20, settled: 20, paused: true })
  expect(desk.store.batches.get(batchId)?.paused).toBe(true)
  // Those that ran go on; the slot of the one that passed it may have been claimed anew within its commit.
  expect(answered).toBeLessThanOrEqual(20 + concurrency)
  expect(desk.calls).toHaveLength(answered)
  expect(desk.states(ids).filter((state) => state === 'queued')).toHaveLength(100 - answered)
})

test('the pause and its reason are there after a restart, and go when a person resumes the batch, which is not paused again', async () => {
  const desk = await tempLetters()
  const { batchId } = await desk.batch(100, pausing)
  const at = desk.store.alerts.of(batchId)
  expect(at?.paused).toBe(true)
  await desk.restart()
  expect(desk.store.alerts.of(batchId)).toEqual(at)
  const asked = desk.calls.length
  expect(asked).toBeLessThan(100)
  const said = told(desk)
  expect(said).toHaveLength(1) // nobody had been told before
  await desk.engine.setPaused({ kind: 'batch', batchId }, false)
  await desk.quiet()
  expect(desk.calls).toHaveLength(100)
  expect(desk.store.alerts.of(batchId)?.paused).toBe(false)
  expect(desk.store.batches.get(batchId)?.paused).toBe(false)
  expect(said).toHaveLength(1)
})

test('it is news again once the share has fallen to half and is passed anew', async () => {
  const desk = await tempLetters()
  const said = told(desk)
  const { batchId } = await desk.batch(40)
  expect(said).toHaveLength(1)
  desk.hold(() => true)
  await desk.triage.requeueAll({ batchId })
  await desk.quiet()
  expect(desk.store.alerts.of(batchId)).toBeNull()
  desk.hold(() => false)
  await desk.pass(1_000)
  for (const prompt of desk.inFlight()) await desk.end(prompt, permanent())
  expect(said).toHaveLength(2)
})

test('what a person takes back is no death: an undo raises nothing', async () => {
  const desk = await tempLetters()
  const { batchId } = await desk.batch(40)
  const said = told(desk)
  const { undo } = await desk.triage.discard({ batchId })
  expect(desk.store.alerts.of(batchId)).toBeNull()
  await desk.triage.undo(undo ?? '')
  await desk.quiet()
  expect(desk.store.alerts.of(batchId)).toBeNull()
  expect(said).toHaveLength(1)
})

test('it can be off for all and on for one batch, and the other way round', async () => {
  const desk = await tempLetters()
  const { store } = desk
  const off = { ...store.alerts.setting(), on: false }
  await store.write(() => store.alerts.saveSetting(off))
  await desk.restart()
  expect(desk.store.alerts.setting()).toEqual(off)
  const plain = await desk.batch(40)
  const own = await desk.batch(40, pausing)
  expect(desk.store.alerts.of(plain.batchId)).toBeNull()
  expect(desk.store.alerts.of(own.batchId)?.paused).toBe(true)
  await desk.store.write(() => desk.store.alerts.saveSetting({ ...off, on: true }))
  const quiet = await desk.batch(40, BatchOptions.parse({ deadAlert: off }))
  expect(desk.store.alerts.of(quiet.batchId)).toBeNull()
})
