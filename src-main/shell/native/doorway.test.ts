import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDoorway } from './doorway'
import type { Given } from './given'
import { tempFolder } from './temp-folder'

function setup({ first = true, argv = [] as string[] } = {}) {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a.csv'), 'prompt\n')
  const events = new EventEmitter()
  const sent: unknown[] = []
  const app = {
    getAppPath: () => join(folder, 'app'),
    on: (event: string, listener: (...args: never[]) => void) => events.on(event, listener as () => void),
    requestSingleInstanceLock(data: unknown) {
      sent.push(data)
      return first
    },
  }
  const door = openDoorway(app, ['trilane', ...argv], folder)
  const seen: Given[] = []
  return {
    door,
    events,
    sent,
    seen,
    file: join(folder, 'a.csv'),
    listen: () => door?.onGiven((each) => seen.push(each)),
  }
}
const macEvent = () => {
  const event = {
    prevented: false,
    preventDefault() {
      event.prevented = true
    },
  }
  return event
}

test('a second start hands over what it was given, with whole paths, and is not let in', () => {
  const { door, sent, file } = setup({ first: false, argv: ['a.csv', 'trilane://task/3'] })
  expect(door).toBeNull()
  expect(sent).toEqual([{ files: [file], links: ['trilane://task/3'] }])
})

test('what comes before anyone listens is kept, in its order', () => {
  const { events, seen, listen, file } = setup({ argv: ['a.csv'] })
  const event = macEvent()
  events.emit('open-url', event, 'trilane://queue')
  events.emit('open-file', macEvent(), '/other.md')
  expect(event.prevented).toBe(true)
  listen()
  events.emit('second-instance', {}, [], '/', { files: [], links: ['trilane://batch/1'] })
  expect(seen).toEqual([
    { files: [file], links: [] },
    { files: [], links: ['trilane://queue'] },
    { files: ['/other.md'], links: [] },
    { files: [], links: ['trilane://batch/1'] },
  ])
})

test('a plain start is handed nothing, a plain second start asks for the window alone', () => {
  const { events, seen, listen } = setup()
  listen()
  expect(seen).toEqual([])
  for (const odd of [undefined, 'x', { files: 7 }, { links: [] }])
    events.emit('second-instance', {}, ['a.csv'], '/', odd)
  expect(seen).toEqual(Array.from({ length: 4 }, () => ({ files: [], links: [] })))
})
