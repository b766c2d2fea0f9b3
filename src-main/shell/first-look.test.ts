import { expect, onTestFinished, test, vi } from 'vitest'
import { createFirstLook } from './first-look'

function setup() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const look = createFirstLook(3_000)
  const seen = { over: false }
  const over = look.over().then(() => {
    seen.over = true
  })
  return { look, seen, over }
}

test('it lasts until a window shows what it starts with', async () => {
  const { look, seen, over } = setup()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(seen.over).toBe(false)
  look.drawn()
  await over
  expect(vi.getTimerCount()).toBe(0)
})

test('a window that shows nothing holds nothing up for long', async () => {
  const { seen } = setup()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(seen.over).toBe(true)
})

test('drawn before anyone waits, nothing is waited for', async () => {
  const look = createFirstLook(3_000)
  look.drawn()
  await look.over()
})

test('an app that ends waits for no window', async () => {
  const { look, over } = setup()
  look.none()
  await over
})
