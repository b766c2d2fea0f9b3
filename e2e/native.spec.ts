import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type App, launch, tempDir } from './launch'
import { quiet } from './practice'
import { counts, queuePrompt } from './queue'

const electron = createRequire(import.meta.url)('electron/index.js') as unknown as string

/** Starts the app once more on the same data, as the system does for a file or a link; resolves when that process has ended. */
async function startAgain({ dataDir }: App, ...words: string[]) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const args = [...(process.platform === 'linux' ? ['--no-sandbox'] : []), '.', ...words]
  const second: ChildProcess = spawn(electron, args, { env: { ...env, TRILANE_DATA_DIR: dataDir }, stdio: 'ignore' })
  await once(second, 'exit')
}

/** Asks main. Now and then the inspector loses the promise of an evaluation in a garbage collection; asked once more, it answers. */
async function inMain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.message.includes('garbage collected')) return ask()
    throw error
  }
}

const boundsOf = ({ app }: App) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds() ?? null)

test('the window comes back where it was, and into view when its display is gone', async () => {
  const first = await launch({ practice: quiet })
  const place = { x: 120, y: 90, width: 1010, height: 620 }
  await first.app.evaluate(({ BrowserWindow }, box) => BrowserWindow.getAllWindows()[0]?.setBounds(box), place)
  await expect.poll(() => boundsOf(first)).toEqual(place)
  await first.app.close()

  const second = await launch({ dataDir: first.dataDir, practice: quiet })
  expect(await boundsOf(second)).toEqual(place)
  await second.app.close()

  const file = join(first.dataDir, 'window.json')
  const kept = JSON.parse(readFileSync(file, 'utf8'))
  expect(kept).toMatchObject({ box: place, maximized: false, fullScreen: false })
  writeFileSync(file, JSON.stringify({ ...kept, box: { ...place, x: 6_000, y: -4_000 } }))
  const third = await launch({ dataDir: first.dataDir, practice: quiet })
  const bounds = await boundsOf(third)
  const area = await third.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
  expect(bounds).toMatchObject({ width: place.width, height: place.height })
  expect(bounds && bounds.x >= area.x && bounds.x + bounds.width <= area.x + area.width).toBe(true)
  expect(bounds && bounds.y >= area.y && bounds.y + bounds.height <= area.y + area.height).toBe(true)
  await third.app.close()
})

test('a second start with a file ends, and the first shows what the file would become', async () => {
  const first = await launch({ practice: quiet })
  const file = join(tempDir(), 'given.jsonl')
  writeFileSync(file, '{"prompt":"one"}\n{"prompt":"two"}\n')
  await startAgain(first, file)
  const sheet = first.page.getByRole('dialog', { name: 'Import' })
  await expect(sheet.getByRole('button', { name: /Queue 2 prompts/ })).toBeVisible()
  expect((await counts(first.page)).queued).toBe(0) // nothing is queued before a person said so
  await first.app.close()
})

test('a file on the command line of the first start is shown as well, and what a folder holds can be added to its batch', async () => {
  const file = join(tempDir(), 'given.csv')
  writeFileSync(file, 'id,prompt\n1,only one\n')
  const first = await launch({ practice: quiet, args: [file] })
  const { page } = first
  await page
    .getByRole('dialog', { name: 'Import' })
    .getByRole('button', { name: /Queue 1 prompt/ })
    .click()
  await expect(page.getByRole('button', { name: 'Batch: given' })).toBeVisible()
  const folder = tempDir()
  writeFileSync(join(folder, 'more.csv'), 'note,prompt\nx,two\ny,three\n') // another column, and another order
  await startAgain(first, folder)
  await page.getByRole('radio', { name: 'Add to given' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add rows to given' })
  await expect(sheet.getByRole('region', { name: 'Columns' })).toContainText('note The batch has no such column')
  await sheet.getByRole('button', { name: /Add 2 prompts/ }).click()
  await expect(page.getByText('Added 2 prompts to given')).toBeVisible()
  await expect.poll(async () => (await counts(page)).succeeded).toBe(3)
  await first.app.close()
})

test('a link goes to its place and does nothing else', async () => {
  const first = await launch({ practice: quiet })
  const { page } = first
  await queuePrompt(page, 'Copy a novel (practice: refuse)')
  await expect.poll(async () => (await counts(page)).dead).toBe(1)
  await startAgain(first, 'trilane://dead-letters')
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
  await startAgain(first, 'trilane://task/1')
  await expect(page.getByRole('complementary').getByText('Copy a novel').first()).toBeVisible()
  await startAgain(first, 'trilane://insights')
  await expect(page.getByRole('heading', { name: 'Insights' })).toBeVisible()
  await startAgain(first, 'trilane://batch/77')
  await expect(page.getByText('Batch 77 is not in the list')).toBeVisible()
  await startAgain(first, 'trilane://dead-letters?requeue=all')
  await startAgain(first, 'trilane://settings')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  expect((await counts(page)).dead).toBe(1)
  await first.app.close()
})

/** From now on notifications are noted instead of shown, and no window has the focus. */
async function lookElsewhere({ app }: App) {
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const noted: Electron.Notification[] = []
    Object.assign(globalThis, { noted })
    Notification.prototype.show = function show(this: Electron.Notification) {
      noted.push(this)
    }
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false
  })
}
const noted = ({ app }: App) =>
  inMain(() =>
    app.evaluate(() => {
      const all = (globalThis as unknown as { noted: Electron.Notification[] }).noted
      return all.map(({ title, body }) => ({ title, body }))
    }),
  )
const click = ({ app }: App, index: number) =>
  app.evaluate((_electron, at) => {
    const all = (globalThis as unknown as { noted: Electron.Notification[] }).noted
    all[at]?.emit('click')
  }, index)

test('a batch that is done while nobody looks is notified, and a click leads to it', async () => {
  const started = await launch({ practice: quiet })
  const { app, page } = started
  await page.getByRole('button', { name: 'Settings' }).click()
  await lookElsewhere(started)
  await queueBatch(started, ['a', 'b (practice: refuse)', 'c'])
  await expect
    .poll(() => noted(started))
    .toEqual(
      expect.arrayContaining([
        { title: expect.stringMatching(/is done$/), body: '2 answered, 1 dead letter.' },
        { title: '1 new dead letter', body: expect.stringContaining('are kept') },
      ]),
    )
  const all = await noted(started)
  expect(all).toHaveLength(2)
  await click(
    started,
    all.findIndex(({ title }) => title.includes('done')),
  )
  await expect(page.getByText('2 of 3 done')).toBeVisible()
  await click(
    started,
    all.findIndex(({ title }) => title.includes('letter')),
  )
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
  await app.close()
})

test('a kind that is switched off in the settings is not notified, and stays off', async () => {
  const first = await launch({ practice: quiet })
  await first.page.evaluate(async () => {
    const view = await window.trilane.getDesktop({})
    if (!view.ok) throw new Error(view.error.message)
    const { notify, tray } = view.value
    await window.trilane.saveDesktop({ notify: { ...notify, batch_done: false }, tray })
  })
  await first.app.close()
  const started = await launch({ dataDir: first.dataDir, practice: quiet })
  await lookElsewhere(started)
  await queueBatch(started, ['a', 'b (practice: refuse)'])
  await expect.poll(async () => (await noted(started)).length).toBe(1)
  expect(await noted(started)).toMatchObject([{ title: '1 new dead letter' }])
  await started.app.close()
})

test('the native menu has what the window can do, and its items do it', async () => {
  const { app, page } = await launch({ practice: quiet })
  const press = (label: string) =>
    app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      items.find((item) => item.label === wanted)?.click()
    }, label)
  await press('Dead letters')
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
  await press('Spending')
  await expect(page.getByRole('heading', { name: 'Spending' }).first()).toBeVisible()
  await press('Keyboard shortcuts')
  await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible()
  await press('New prompt')
  await expect(page.getByRole('dialog', { name: 'New prompt' })).toBeVisible()
  await app.close()
})

test('the badge and the bar follow the work', async () => {
  const started = await launch({ practice: { ...quiet, latencyScale: 3 } })
  const { app, page } = started
  await app.evaluate(({ app: electronApp, BrowserWindow }) => {
    const told: unknown[] = []
    Object.assign(globalThis, { told })
    electronApp.setBadgeCount = (count) => told.push(['badge', count]) > 0
    for (const window of BrowserWindow.getAllWindows()) window.setProgressBar = (done) => void told.push(['bar', done])
  })
  const told = () => inMain(() => app.evaluate(() => (globalThis as unknown as { told: [string, number][] }).told))
  await queuePrompt(page, 'Copy a novel (practice: refuse)')
  await expect.poll(told).toContainEqual(['badge', 1])
  await queueBatch(
    started,
    Array.from({ length: 20 }, (_, n) => `Say ${n}`),
  )
  await expect.poll(told).toContainEqual(['bar', expect.any(Number)])
  await expect.poll(async () => (await told()).at(-1)).toEqual(['bar', -1])
  await app.close()
})

/** Several prompts, as a window submits them: they are a batch of their own. */
async function queueBatch({ page }: App, prompts: string[]) {
  await page.evaluate(async (all) => {
    const done = await window.trilane.submitPrompts({ lane: 'fast', prompts: all })
    if (!done.ok) throw new Error(done.error.message)
  }, prompts)
}

/** From now on what is dragged is noted instead of handed to the system; gives the files so far. */
async function dragged({ app }: App) {
  await app.evaluate(({ BrowserWindow }) => {
    const files: string[] = []
    Object.assign(globalThis, { files })
    for (const { webContents } of BrowserWindow.getAllWindows())
      webContents.startDrag = ({ file }) => void files.push(file)
  })
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { files: string[] }).files))
}

test('a page whose process dies comes back, and links lead into it again', async () => {
  const started = await launch({ practice: quiet })
  const { app, page } = started
  await queuePrompt(page, 'Say something')
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents) throw new Error('there is no window')
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', resolve))
    contents.forcefullyCrashRenderer()
    return loaded
  })
  /** What main sees of the page: the inspector that was attached to it is gone with its process. */
  const shown = () =>
    inMain(() =>
      app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return contents?.executeJavaScript('document.body.innerText') as Promise<string>
      }),
    )
  await expect.poll(shown).toContain('Dead letters')
  await startAgain(started, 'trilane://settings')
  await expect.poll(shown).toContain('Notifications and tray')
  await app.close()
})

test('all that match are dragged out as one file', async () => {
  const started = await launch({ practice: quiet })
  const { app, page } = started
  await queueBatch(started, ['a', 'b', 'c'])
  await expect.poll(async () => (await counts(page)).succeeded).toBe(3)
  const files = await dragged(started)
  await page.getByRole('tab', { name: /^All/ }).click()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByRole('row', { selected: true })).toHaveCount(3)
  await page.getByRole('row', { selected: true }).first().dispatchEvent('dragstart')
  await expect.poll(files).toHaveLength(1)
  const [file = ''] = await files()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).prompt).sort()).toEqual(['a', 'b', 'c'])
  // All of their batch, as its row in the sidebar is dragged.
  const sidebar = page.getByRole('navigation', { name: 'Main' })
  await sidebar.getByRole('button', { name: /^(?!All batches).*, 100% done$/ }).dispatchEvent('dragstart')
  await expect.poll(files).toHaveLength(2)
  const [, table = ''] = await files()
  expect(table).toMatch(/\.csv$/)
  expect(readFileSync(table, 'utf8').match(/,succeeded,/g)).toHaveLength(3)
  await app.close()
})

test('a row that is dragged out is a file of its result', async () => {
  const started = await launch({ practice: quiet })
  const { app, page } = started
  await queuePrompt(page, 'Say something')
  await expect.poll(async () => (await counts(page)).succeeded).toBe(1)
  const files = await dragged(started)
  await page.getByRole('tab', { name: /^All/ }).click()
  await page.getByRole('row', { name: 'Say something' }).dispatchEvent('dragstart')
  await expect.poll(files).toHaveLength(1)
  const [file = ''] = await files()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ id: 1, prompt: 'Say something', state: 'succeeded' })
  await app.close()
  expect(() => readFileSync(file)).toThrow(/ENOENT/)
})

test('started at login it works behind the tray, and shows its window once somebody wants it', async () => {
  test.skip(process.platform !== 'linux', 'what a tray is asked for can be played on Linux alone')
  const bin = tempDir()
  writeFileSync(join(bin, 'gdbus'), '#!/bin/sh\necho "(true,)"\n', { mode: 0o755 }) // somebody shows icons
  const env = { PATH: `${bin}:${process.env.PATH}`, DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(bin, 'no-bus')}` }
  const started = await launch({ practice: quiet, args: ['--at-login'], env })
  const isVisible = () => started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  const hasTray = async () => {
    const view = await started.page.evaluate(() => window.trilane.getDesktop({}))
    return view.ok && view.value.can.tray
  }
  await expect.poll(hasTray).toBe(true)
  await queuePrompt(started.page, 'Work goes on meanwhile')
  await expect.poll(() => counts(started.page)).toMatchObject({ succeeded: 1 })
  expect(await isVisible()).toBe(false)
  await startAgain(started)
  await expect.poll(isVisible).toBe(true)
  await started.app.close()
})
