import { expect, test } from 'vitest'
import { loopWatch } from './loop-delay'

const blockedMs = 60
/** A busy machine can only make it longer. */
function block() {
  const start = performance.now()
  while (performance.now() - start < blockedMs) {
    // nothing else of this process runs
  }
}

test('a block at the very beginning of the work is seen', async () => {
  const watch = loopWatch()
  await watch.during(async () => block())
  expect(watch.result().worstMs).toBeGreaterThan(blockedMs / 2)
})

test('a block at the very end of the work is seen', async () => {
  const watch = loopWatch()
  await watch.during(async () => {
    await new Promise(setImmediate)
    block()
  })
  expect(watch.result().worstMs).toBeGreaterThan(blockedMs / 2)
})
