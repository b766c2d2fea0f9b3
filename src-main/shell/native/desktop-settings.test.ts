import { expect, onTestFinished, test } from 'vitest'
import { defaultDesktopSettings } from '#shared/desktop'
import { tempStore } from '#store/temp-store'
import { desktopSettings } from './desktop-settings'

function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  return temp.store
}

test('everything is on until a person says otherwise, and what they say is kept', async () => {
  const store = setup()
  const settings = desktopSettings(store)
  expect(settings.get()).toEqual(defaultDesktopSettings)
  const next = { notify: { batch_done: false, dead_letters: true, needs_person: true }, tray: false }
  await settings.set(next)
  expect(settings.get()).toEqual(next)
  expect(desktopSettings(store).get()).toEqual(next)
})

test('what cannot be read is as if nothing had been set', async () => {
  const store = setup()
  for (const odd of ['', '{', '{"tray":1}']) {
    await store.write(() => store.meta.set('desktop', odd))
    expect(desktopSettings(store).get()).toEqual(defaultDesktopSettings)
  }
})
