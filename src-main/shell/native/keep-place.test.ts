import { EventEmitter } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepPlace } from './keep-place'
import { readPlace, writePlace } from './place-file'
import { tempFolder } from './temp-folder'
import type { WindowPlace } from './window-place'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const events = new EventEmitter()
  const state = { box: { x: 1, y: 2, width: 900, height: 600 }, maximized: false, fullScreen: false, destroyed: false }
  const written: WindowPlace[] = []
  keepPlace(
    {
      getNormalBounds: () => ({ ...state.box }),
      isMaximized: () => state.maximized,
      isFullScreen: () => state.fullScreen,
      isDestroyed: () => state.destroyed,
      on: (event, listener) => events.on(event, listener),
    },
    (place) => written.push(place),
  )
  return { events, state, written }
}

test('a window that is dragged is written once, when it rests', () => {
  const { events, state, written } = setup()
  for (let x = 0; x < 50; x += 1) {
    state.box.x = x
    events.emit('move')
    vi.advanceTimersByTime(20)
  }
  expect(written).toEqual([])
  vi.runAllTimers()
  expect(written).toEqual([{ box: { ...state.box, x: 49 }, maximized: false, fullScreen: false }])
})

test('closing writes at once what has changed, and nothing after the window is gone', () => {
  const { events, state, written } = setup()
  state.maximized = true
  events.emit('maximize')
  events.emit('close')
  expect(written).toMatchObject([{ maximized: true, box: { width: 900 } }])
  events.emit('close')
  expect(written).toHaveLength(1)
  events.emit('resize')
  state.destroyed = true
  vi.runAllTimers()
  expect(written).toHaveLength(1)
})

test('a place is read as it was written; what is damaged or odd is none', () => {
  const folder = tempFolder()
  const file = join(folder, 'window.json')
  const place = { box: { x: -5, y: 0, width: 800, height: 500 }, maximized: false, fullScreen: true }
  expect(readPlace(file)).toBeNull()
  writePlace(file, place)
  expect(readPlace(file)).toEqual(place)
  expect(readdirSync(folder)).toEqual(['window.json'])
  for (const odd of ['', '{"box":', '{}', JSON.stringify({ ...place, box: { ...place.box, width: 0 } })]) {
    writeFileSync(file, odd)
    expect(readPlace(file)).toBeNull()
  }
})

test('a place that cannot be written is no reason to fail', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  writePlace(join(tempFolder(), 'gone', 'window.json'), {
    box: { x: 0, y: 0, width: 1, height: 1 },
    maximized: false,
    fullScreen: false,
  })
  expect(said).toHaveBeenCalledOnce()
  said.mockRestore()
})
