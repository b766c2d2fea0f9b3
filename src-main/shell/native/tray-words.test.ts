import { expect, test } from 'vitest'
import { aStanding, aStuck } from './a-standing'
import { faceOf, trayMenu, trayTip, trayTitle } from './tray-words'

const busy = faceOf(aStanding({ 1: { dead: 2 } }, { running: 3, waiting: 204, stuck: [aStuck()] }))
const idle = faceOf(aStanding())

function menu(face = busy) {
  const done: string[] = []
  const items = trayMenu(face, {
    open: () => done.push('open'),
    goTo: ({ to }) => done.push(to),
    newPrompt: () => done.push('new'),
    pauseOrResume: () => done.push('pause'),
    quit: () => done.push('quit'),
  })
  return { labels: items.map(({ label }) => label).filter(Boolean), items, done }
}

test('the menu says what is in hand and what needs a person, and offers to pause, open and quit', () => {
  expect(menu().labels).toEqual([
    ...['3 running, 204 waiting', '2 dead letters', '1 provider needs you'],
    ...['Pause all', 'New prompt', 'Open Trilane', 'Quit Trilane'],
  ])
  expect(menu(idle).labels).toEqual(['Nothing to do', 'Pause all', 'New prompt', 'Open Trilane', 'Quit Trilane'])
})

test('each of them does what it says', () => {
  const { items, done } = menu()
  for (const { click } of items) (click as (() => void) | undefined)?.()
  expect(done).toEqual(['queue', 'dead_letters', 'providers', 'pause', 'new', 'open', 'quit'])
})

test('paused, it says so and offers to resume', () => {
  const paused = { ...busy, still: true }
  expect(menu(paused).labels).toContain('Paused: 3 running, 204 waiting')
  expect(menu(paused).labels).toContain('Resume all')
  expect(menu({ ...idle, still: true }).labels).toContain('Paused: nothing to do')
})

test('the tip has it in one line, the menu bar only what is left', () => {
  expect(trayTip(busy)).toBe('Trilane: 3 running, 204 waiting, 2 dead letters')
  expect(trayTip(idle)).toBe('Trilane: nothing to do')
  expect(trayTip({ ...busy, still: true, open: 1 })).toBe('Trilane, paused: 3 running, 204 waiting, 1 dead letter')
  expect([trayTitle(busy), trayTitle(idle)]).toEqual(['207', ''])
})

test('what is snoozed needs nobody: it is told beside the letters that do, and alone it is no reason to come', () => {
  const some = faceOf(aStanding({ 1: { dead: 12 } }, { snoozed: 9 }))
  expect(menu(some).labels).toContain('3 dead letters, 9 snoozed')
  expect(trayTip(some)).toBe('Trilane: nothing to do, 3 dead letters')
  const all = faceOf(aStanding({ 1: { dead: 9 } }, { snoozed: 9 }))
  expect(menu(all).labels.some((label) => label?.includes('dead letter'))).toBe(false)
  expect(trayTip(all)).toBe('Trilane: nothing to do')
})
