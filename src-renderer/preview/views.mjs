import { steps } from './steps.mjs'

/**
 * Every view, sheet and state of the window, each by the scenario it is of and what a person would do in it. `shot`: it is among the pictures
 * of `npm run shots`; all of them are looked at by the tests of accessibility.
 * @typedef {{ name: string, scenario: string, shot: boolean, act: (page: import('@playwright/test').Page) => Promise<unknown> }} ShownView
 */

/** @param {...string} names */
const press =
  (...names) =>
  /** @param {import('@playwright/test').Page} page */
  async (page) => {
    for (const name of names) await steps[name]?.(page)
  }
/** @param {(store: any) => void} does with the window's own store */
const inStore = (does) => (/** @type {import('@playwright/test').Page} */ page) =>
  page.evaluate(`(${does})(window.preview.store.getState())`)

/** @param {string} name @param {string} scenario @param {ShownView['act']} act */
const picture = (name, scenario, act = async () => undefined) => ({ name, scenario, act, shot: true })
/** @param {string} name @param {string} scenario @param {ShownView['act']} act */
const state = (name, scenario, act = async () => undefined) => ({ name, scenario, act, shot: false })

/** @param {string} typed */
const palette = (typed) => async (/** @type {import('@playwright/test').Page} */ page) => {
  await inStore((store) => store.setCursor({ index: 20, id: 129 }))(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^Search actions/ }).fill(typed)
  if (typed !== '') await page.getByRole('option').first().waitFor()
  await page.waitForTimeout(400) // the search waits for the typing to pause
}
/** @param {import('@playwright/test').Page} page */
const editLetter = async (page) => {
  await steps.dead?.(page)
  await page.getByRole('grid', { name: 'Dead letters' }).focus()
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: 'Edited prompt' }).waitFor()
}

/** @type {readonly ShownView[]} */
export const shownViews = [
  picture('first-run', 'first-run'),
  picture('queue', 'busy'),
  picture(
    'queue-long-list',
    'huge',
    inStore((store) => store.showTab('all')),
  ),
  picture('queue-selected', 'busy', press('select')),
  picture('queue-done', 'done'),
  picture('inspector', 'busy', press('inspector')),
  picture(
    'inspector-letter',
    'busy',
    inStore((store) => store.openTask(129)),
  ),
  picture('inspector-full', 'busy', press('answer', 'full')),
  picture('peek', 'busy', press('peek')),
  picture('task-window', 'busy&task=141'),
  picture('dead-letters', 'busy', press('dead')),
  picture('dead-letters-edit', 'busy', editLetter),
  picture('insights', 'busy', press('insights')),
  picture('compose', 'busy', press('compose', 'type')),
  picture('import', 'busy', press('import')),
  picture('drag-over', 'busy', press('drag')),
  picture('schedules', 'busy', press('schedules')),
  picture('schedule-new', 'busy', press('schedules', 'schedule-new')),
  picture('providers', 'busy', press('providers')),
  picture('provider-open', 'busy', press('providers', 'open-openai')),
  picture('lane-policies', 'busy', press('providers', 'end')),
  picture('spending', 'money', press('spending')),
  picture('insights', 'money', press('insights')),
  picture('settings', 'money', press('settings')),
  picture('about', 'money', press('settings', 'end')),
  picture('palette', 'busy', palette('requ')),
  picture(
    'shortcuts',
    'busy',
    inStore((store) => store.openShortcuts()),
  ),
  picture('batch-rules', 'control', press('open-rules')),
  picture(
    'receipt',
    'busy',
    inStore((store) => store.openReceipt(2)),
  ),
  picture('loading', 'loading'),
  picture('error', 'error'),
  picture('key-rejected', 'key'),
  picture('damaged', 'startup-damaged'),
  state('inspector-request', 'busy', press('inspector', 'request')),
  state('inspector-many-attempts', 'busy', press('letter', 'many-attempts')),
  state('letter-attempts', 'busy', press('dead', 'letter-attempts')),
  state('starting', 'starting'),
  state('paused', 'paused'),
  state('suspects', 'suspects'),
  state('slept', 'slept'),
  state('no-match', 'busy', press('no-match')),
  state('list-sorted', 'huge', async (page) => {
    await inStore((store) => store.showTab('all'))(page)
    await press('sort-model')(page)
  }),
  state('safe-mode', 'safe'),
  state('disk-full', 'full'),
  state('nights', 'nights'),
  state('control', 'control'),
  state('held-by-budget', 'budget-batch'),
  state('practice', 'practice'),
  state('palette-at-rest', 'busy', palette('')),
  state('palette-filters', 'busy', palette(':')),
  state('palette-nothing', 'busy', async (page) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /^Search actions/ }).fill('xyzzy')
    await page.getByText(/Nothing is called/).waitFor()
  }),
  state('palette-over-sheet', 'busy', async (page) => {
    await press('compose', 'type')(page)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /^Search actions/ }).fill('theme')
    await page.getByRole('option').first().waitFor()
  }),
  state('toasts', 'busy', press('toasts')),
  state('filter', 'busy', press('filter')),
  state('row-menu', 'busy', press('row-menu')),
  state('batch-menu', 'busy', press('batch', 'batch-menu')),
  state('import-refused', 'busy', async (page) => {
    await press('import')(page)
    await inStore((store) => store.updateImport({ ...store.importing.preview, promptColumn: null, rows: [] }))(page)
  }),
  state('drag-wrong', 'busy', press('drag-wrong')),
  state('schedule-open', 'busy', press('schedules', 'schedule')),
  state('windows', 'control', async (page) => {
    await press('open-windows')(page)
    await page.getByRole('button', { name: /^Add to Run windows/ }).click()
    await press('other-times')(page)
  }),
  state('class-rules', 'busy', press('providers', 'end', 'classes')),
  state('price', 'no-price', press('set-price')),
  state('provider-new', 'busy', press('providers', 'add-provider', 'advanced')),
  state('model-limits', 'limits', press('providers', 'open-openai', 'model-sheet')),
  state('compose-advanced', 'busy', press('compose', 'advanced-prompt')),
  state('start-at', 'busy', press('row-menu', 'start-at')),
  state('insights-hour', 'busy', press('insights', 'insights-hour')),
  state('insights-failures', 'busy', press('insights', 'insights-failures', 'insights-tokens')),
  state('insights-table', 'busy', press('insights', 'insights-table')),
  state('insights-by-keys', 'busy', press('insights', 'insights-key')),
  state('no-insights', 'first-run', press('insights')),
  state('no-letters', 'first-run', press('dead')),
  state('no-schedules', 'first-run', press('schedules')),
  state('insights-failures', 'busy', press('insights', 'insights-failures', 'insights-over-time', 'insights-tokens')),
  state('insights-table', 'money', press('insights', 'insights-table')),
  state('no-insights', 'first-run', press('insights')),
  state('no-spending', 'first-run', press('spending')),
]
