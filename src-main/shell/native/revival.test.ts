import { expect, test } from 'vitest'
import { createRevival, type RevivalQuestion } from './revival'

function setup() {
  let now = 0
  let reloads = 0
  const asked: RevivalQuestion[] = []
  const died = createRevival({
    now: () => now,
    reload: () => reloads++,
    giveUp: (question) => asked.push(question),
  })
  return { died, pass: (ms: number) => (now += ms), reloads: () => reloads, asked }
}

test('a page that dies is loaded anew, and a person is asked when it dies again and again', () => {
  const { died, pass, reloads, asked } = setup()
  for (let n = 0; n < 3; n++) {
    died()
    pass(10_000)
  }
  expect([reloads(), asked.length]).toEqual([3, 0])
  died()
  expect(reloads()).toBe(3)
  expect(asked).toMatchObject([{ detail: expect.stringContaining('are kept'), buttons: ['Show it again', 'Quit'] }])
  died() // they let it try again
  expect([reloads(), asked.length]).toEqual([4, 1])
})

test('one that dies now and then is only loaded anew', () => {
  const { died, pass, reloads, asked } = setup()
  for (let n = 0; n < 20; n++) {
    died()
    pass(20_000)
  }
  expect([reloads(), asked.length]).toEqual([20, 0])
})
