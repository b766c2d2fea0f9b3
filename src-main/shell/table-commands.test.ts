import { expect, onTestFinished, test } from 'vitest'
import { plainLayout, TableLayout } from '#shared/table-layout'
import { tempStore } from '#store/temp-store'
import { createPicks } from './picks'
import { tableCommands } from './table-commands'

function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const picks = createPicks({
    snapshot: () => {
      throw new Error('not asked for')
    },
  })
  const commands = () => tableCommands({ store: temp.store, picks, onPicked: () => {} })
  return { temp, commands }
}

test('how a person has the table outlives the app', async () => {
  const { temp, commands } = setup()
  expect(await commands().getTableLayout({}, 1)).toEqual(plainLayout)
  const own: TableLayout = {
    ...{ order: ['state', 'model', 'prompt'], hidden: ['age'], widths: { model: 200 }, density: 'roomy' },
    sorts: { all: { by: 'source', desc: true } },
  }
  await commands().saveTableLayout(own, 1)
  temp.reopen()
  expect(await commands().getTableLayout({}, 1)).toEqual(own)
})

test.each(['{', '{"order":["gone"]}', '[]'])('a table that was kept as %s is the plain one again', async (stored) => {
  const { temp, commands } = setup()
  await temp.store.write(() => temp.store.meta.set('table_layout', stored))
  expect(await commands().getTableLayout({}, 1)).toEqual(plainLayout)
})

test('a column can be no narrower than a finger, and no wider than the window', () => {
  const of = (px: number) => TableLayout.safeParse({ ...plainLayout, widths: { model: px } }).success
  expect([of(27), of(28), of(600), of(601)]).toEqual([false, true, true, false])
})
