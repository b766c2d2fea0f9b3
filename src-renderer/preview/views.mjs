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
/** The view of dead letters, then keys. @param {...string} keys */
const letterKeys =
  (...keys) =>
  async (/** @type {import('@playwright/test').Page} */ page) => {
    await steps.dead?.(page)
    await page.getByRole('listbox', { name: 'Dead letter groups' }).waitFor()
    await page.getByRole('row', { name: /./ }).nth(1).waitFor()
    for (const key of keys) {
      await page.keyboard.press(key)
      await page.waitForTimeout(120)
    }
    await page.waitForTimeout(300) // what it would come to is asked for once the keys rest
  }
/** The import sheet with a saved template in it. @param {import('@playwright/test').Page} page */
const useTemplate = async (page) => {
  await steps.import?.(page)
  await page.getByRole('button', { name: 'Templates' }).click()
  await page.getByRole('menuitem', { name: /^Label a review/ }).click()
  await page.getByText('Fjord 14 laptop').nth(1).waitFor()
  await page.getByRole('button', { name: /^Queue/ }).waitFor()
  await page.waitForTimeout(900) // rows are counted once the typing pauses
}
/** @param {import('@playwright/test').Page} page */
const editLetter = async (page) => {
  await steps.dead?.(page)
  await page.getByRole('grid', { name: 'Dead letters' }).focus()
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: 'Edited prompt' }).waitFor()
}

/** The answers of variants beside each other, then keys. @param {...string} keys */
const compare =
  (...keys) =>
  async (/** @type {import('@playwright/test').Page} */ page) => {
    await inStore((store) => store.openCompare(1))(page)
    await page.getByText(/^\d+ of \d+ rated$/).waitFor()
    await page.waitForTimeout(200) // its first row is read
    for (const key of keys) {
      await page.keyboard.press(key)
      await page.waitForTimeout(120)
    }
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
  state(
    'batch-done',
    'done',
    inStore((store) => store.scopeTo(2)),
  ),
  picture('inspector', 'busy', press('inspector')),
  picture(
    'inspector-letter',
    'busy',
    inStore((store) => store.openTask(129)),
  ),
  picture('inspector-full', 'busy', press('answer', 'full')),
  picture('peek', 'busy', press('peek')),
  picture('task-window', 'busy&task=141'),
  picture('dead-letters', 'letters', letterKeys('ArrowDown', 'ArrowDown', 'ArrowRight', 'x', 'j', 'x', 'j')),
  picture('dead-letters-edit', 'letters', async (page) => {
    await editLetter(page)
    const edited = page.getByRole('textbox', { name: 'Edited prompt' })
    const text = await edited.inputValue()
    await edited.fill(text.replace('all years', 'since 2024').replace(/^201.*\n(^ .*\n)?/gm, ''))
    await page.getByText(/^limit/).waitFor()
    await page.waitForTimeout(700) // it is counted once the typing pauses
  }),
  picture('dead-letters-edit-many', 'letters', async (page) => {
    await letterKeys('Shift+E')(page)
    await page.getByRole('radio', { name: 'Find and replace' }).click()
    await page.getByLabel('Find', { exact: true }).fill('all years')
    await page.getByLabel('Replace with').fill('since 2024')
    await page.getByText(/26 change/).waitFor()
  }),
  picture('dead-letters-history', 'letters', async (page) => {
    await letterKeys()(page)
    await inStore((store) => store.openLetterActions(2))(page)
    await page.getByText('Could not be written').first().waitFor()
  }),
  picture('dead-letters-dry-run', 'letters', letterKeys('r')),
  picture('dead-letters-snoozed', 'letters-snoozed', async (page) => {
    await letterKeys()(page)
    await page.getByRole('radio', { name: /^Snoozed/ }).click()
    await page.getByRole('row', { name: /./ }).nth(1).waitFor()
  }),
  picture('probe-proved', 'proved', press('dead', 'overloaded')),
  picture('probe-releasing', 'releasing', press('dead', 'overloaded')),
  state('probe-paused', 'release-paused', press('dead', 'overloaded')),
  picture('probe-stopped', 'stopped-itself', press('dead', 'overloaded')),
  picture(
    'rules',
    'busy',
    inStore((store) => store.openRules({ at: 'list' })),
  ),
  picture(
    'rule-form',
    'busy',
    inStore((store) => store.openRules({ at: 'form', ruleId: 1 })),
  ),
  picture(
    'rule-log',
    'busy',
    inStore((store) => store.openRules({ at: 'log', ruleId: null })),
  ),
  picture('paused-by-deaths', 'paused-by-deaths'),
  state('probe-sent', 'sent-ahead', press('dead', 'overloaded')),
  state('probe-failed', 'probe-failed', press('dead', 'overloaded')),
  state('probe-pace', 'busy', press('dead', 'overloaded', 'pace')),
  state('probe-answer', 'proved', press('dead', 'overloaded', 'read-answer')),
  state('rule-on', 'busy', async (page) => {
    await inStore((store) => store.openRules({ at: 'list' }))(page)
    await page.getByRole('switch', { name: 'Too long: larger model' }).click()
    await page.getByText(/would match/).waitFor()
  }),
  state(
    'no-rules',
    'first-run',
    inStore((store) => store.openRules({ at: 'list' })),
  ),
  state('batch-alert', 'control', async (page) => {
    await inStore((store) => store.openBatch(2, 'alert'))(page)
    await page.getByText('Tell me when too many die').waitFor()
  }),
  state('deaths-menu', 'paused-by-deaths', async (page) => {
    await inStore((store) => store.scopeTo(1))(page)
    await page.getByRole('button', { name: 'Actions of product-reviews-q3' }).last().click()
    await page.getByRole('menuitem', { name: 'Go on' }).waitFor()
  }),
  state('settings-letters', 'busy', async (page) => {
    await press('settings')(page)
    await page.locator('#settings-letters').scrollIntoViewIfNeeded()
    await page.getByText('Tell me when too many die').waitFor()
  }),
  picture('compose', 'busy', press('compose', 'type')),
  picture('import', 'busy', useTemplate),
  state('import-column', 'busy', press('import')),
  state('import-variants', 'busy', async (page) => {
    await useTemplate(page)
    await page.getByRole('button', { name: 'Add a variant' }).click()
    await page.getByRole('button', { name: 'System prompt' }).click()
    await page.keyboard.type('You label reviews for the support team. Be brief.')
    await page.getByRole('textbox', { name: 'Temperature' }).fill('0.7')
    await page.getByRole('button', { name: /^Queue .* × 2/ }).waitFor()
  }),
  state('import-mistake', 'busy', async (page) => {
    await useTemplate(page)
    const field = page.getByRole('textbox', { name: 'Prompt for each row' })
    await field.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\n{{produkt | truncat 40}} {{re')
    await page.getByRole('option').first().waitFor()
  }),
  state('import-templates', 'busy', async (page) => {
    await useTemplate(page)
    await page.keyboard.press('End')
    await page.getByRole('textbox', { name: 'Prompt for each row' }).press('Control+End')
    await page.keyboard.type(' In English.')
    await page.getByRole('button', { name: /^Label a review/ }).click()
    await page.getByRole('menuitem', { name: /^Summarise/ }).waitFor()
  }),
  picture('add-rows', 'busy', async (page) => {
    await inStore((store) => store.scopeTo(1))(page)
    await press('import')(page)
    await inStore((store) => store.openImport(store.importing.preview, 'auto', { into: 1 }))(page)
    await page.getByRole('button', { name: /^Add 4/ }).waitFor()
  }),
  state('add-rows-unfit', 'busy', async (page) => {
    await press('import')(page)
    await inStore((store) => {
      const preview = { ...store.importing.preview, columns: [{ name: 'text', first: 'Lovely light' }] }
      store.openImport(preview, 'auto', { into: 1 })
    })(page)
    await page.getByText('These rows cannot be added').waitFor()
  }),
  picture('templates', 'busy', async (page) => {
    await inStore((store) => store.openTemplates())(page)
    await page.getByRole('textbox', { name: 'Prompt for each row' }).waitFor()
  }),
  state('template-versions', 'busy', async (page) => {
    await inStore((store) => store.openTemplates())(page)
    await page.getByRole('tab', { name: /^Versions/ }).click()
    await page.getByText(/^What version 3 changed/).waitFor()
  }),
  picture('drag-over', 'busy', press('drag')),
  picture('export', 'busy', async (page) => {
    await inStore((store) => store.openExport({ source: { batchId: 1 }, name: 'product-reviews-q3' }))(page)
    await page.getByText('CF-20418').waitFor()
    await page.waitForTimeout(300) // its buttons take their colour once there is something to export
  }),
  picture(
    'dry-run',
    'dry-run',
    inStore((store) => store.openDryRun(1)),
  ),
  picture('compare', 'compare', compare('1', 'k')),
  picture('compare-differences', 'compare-four', compare('d')),
  picture('compare-rated', 'compare-rated', compare('1', 'n', 'u', '2')),
  state('compare-json-hidden', 'compare', compare('j', 'd', 'h')),
  state('compare-without-answer', 'compare', compare('j', 'j')),
  state('compare-twelve', 'compare-twelve', compare('Shift+K')),
  state('compare-empty', 'compare-empty', compare()),
  state('dry-run-waits', 'dry-run'),
  state('export-json', 'busy', async (page) => {
    await inStore((store) => store.openExport({ source: { batchId: 1 }, name: 'product-reviews-q3' }))(page)
    await page.getByRole('combobox', { name: 'Format' }).click()
    await page.getByRole('option', { name: 'JSON Lines' }).click()
    await page.getByText('CF-20418').waitFor()
  }),
  picture('schedules', 'busy', press('schedules')),
  picture('schedule-new', 'busy', press('schedules', 'schedule-new')),
  picture('watches', 'busy', press('watches', 'watch')),
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
  state('inspector-at-the-time', 'busy', async (page) => {
    await inStore((store) => {
      store.openTask(129)
      store.showPane('response')
      store.pickAttempt(129, 2)
    })(page)
    await page.getByRole('region', { name: 'At the time' }).scrollIntoViewIfNeeded()
  }),
  state('inspector-many-attempts', 'busy', press('letter', 'many-attempts')),
  state('letter-attempts', 'busy', press('dead', 'letter-attempts')),
  state('long-names', 'long-names'),
  state(
    'long-names-task',
    'long-names',
    inStore((store) => store.openTask(129)),
  ),
  state('long-names-full', 'long-names', async (page) => {
    await inStore((store) => store.openTask(129))(page)
    await press('full')(page)
  }),
  state('long-names-letters', 'long-names', press('dead')),
  state('long-names-providers', 'long-names', press('providers')),
  state(
    'million',
    'million',
    inStore((store) => store.showTab('all')),
  ),
  state('inspector-twelve-attempts', 'busy', press('letter', 'twelve-attempts')),
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
  state('strip-thousands', 'thousands'),
  state('strip-ten-thousands', 'ten-thousands'),
  state('strip-beside-task', 'ten-thousands', press('inspector')),
  state('held-by-folder', 'budget-folder'),
  state('watch-held', 'budget-folder', press('watches', 'watch')),
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
  state('watch-new', 'busy', press('watches', 'watch-new')),
  state('watch-paused', 'busy', press('watches', 'watch-paused')),
  state('windows', 'control', async (page) => {
    await press('open-windows')(page)
    await page.getByRole('button', { name: /^Add to Run windows/ }).click()
    await press('other-times')(page)
  }),
  state('class-rules', 'busy', press('providers', 'end', 'classes')),
  state('price', 'no-price', press('set-price')),
  state('provider-new', 'busy', press('providers', 'add-provider', 'advanced')),
  state('limits-used', 'limits-used', press('providers')),
  state('model-limits', 'limits', press('providers', 'open-openai', 'model-sheet')),
  state('compose-advanced', 'busy', press('compose', 'advanced-prompt')),
  state('start-at', 'busy', press('row-menu', 'start-at')),
  state('insights-hour', 'busy', press('insights', 'insights-hour')),
  state('insights-by-keys', 'busy', press('insights', 'insights-key')),
  state('letters-new', 'letters-new', letterKeys()),
  state('letters-many', 'letters-many', letterKeys()),
  state('letters-running', 'letters-running', letterKeys('r', 'Enter')),
  state('letters-cut-off', 'letters-cut', letterKeys()),
  state('letters-stale', 'letters-stale', letterKeys('ArrowRight', 'r')),
  state('letters-discard', 'letters', letterKeys('ArrowRight', 'Delete')),
  state('letters-snooze', 'letters', letterKeys('ArrowDown', 's')),
  state('letters-target', 'letters', letterKeys('ArrowDown', 'm')),
  state('letters-label', 'letters', letterKeys('ArrowDown', 'ArrowRight', 'l')),
  state('letters-note', 'letters', letterKeys('ArrowDown', 'ArrowRight', 'n')),
  state('letters-shorten', 'letters', letterKeys('a')),
  state('no-letters', 'first-run', press('dead')),
  state('no-schedules', 'first-run', press('schedules')),
  state('no-watches', 'first-run', press('watches')),
  state('insights-failures', 'busy', press('insights', 'insights-failures', 'insights-over-time', 'insights-tokens')),
  state('insights-table', 'money', press('insights', 'insights-table')),
  state('no-insights', 'first-run', press('insights')),
  state('no-spending', 'first-run', press('spending')),
]
