/** What a person would do before a picture is taken: 'busy+inspector'. @type {Record<string, (page: import('@playwright/test').Page) => Promise<void>>} */
export const steps = {
  all: (page) => page.getByRole('tab', { name: /^All/ }).click(),
  dead: (page) =>
    page
      .getByRole('button', { name: /^Dead letters/ })
      .first()
      .click(),
  overloaded: (page) =>
    page
      .getByRole('option', { name: /overloaded/i })
      .first()
      .click(),
  pace: async (page) => {
    await page.getByRole('button', { name: /^How the others go back/ }).click()
    await page.getByText('All at once', { exact: true }).waitFor()
  },
  'read-answer': async (page) => {
    await page.getByRole('button', { name: 'Read it' }).last().click()
    await page.getByRole('dialog', { name: 'The answer' }).waitFor()
  },
  providers: (page) =>
    page
      .getByRole('button', { name: /^Providers/ })
      .first()
      .click(),
  schedules: (page) => page.getByRole('button', { name: 'Schedules', exact: true }).click(),
  schedule: (page) => page.getByRole('button', { name: 'Release notes {{date}}', exact: true }).click(),
  'schedule-tokyo': (page) => page.getByRole('button', { name: 'Market open, Tokyo', exact: true }).click(),
  'schedule-new': async (page) => {
    await page.getByRole('button', { name: 'New schedule' }).click()
    await page.waitForTimeout(300)
  },
  'schedule-wrong': async (page) => {
    await page.getByRole('button', { name: 'New schedule' }).click()
    await page.getByLabel('When, as a cron expression').fill('0 0 30 2 *')
    await page.getByRole('button', { name: 'Add schedule' }).waitFor()
    await page.waitForTimeout(400)
  },
  'schedule-remove': (page) => page.getByRole('button', { name: 'Remove' }).click(),
  watches: (page) => page.getByRole('button', { name: 'Watch folders', exact: true }).click(),
  watch: (page) => page.getByRole('button', { name: 'incoming', exact: true }).click(),
  'watch-paused': (page) => page.getByRole('button', { name: 'Translations', exact: true }).click(),
  'watch-new': async (page) => {
    await page.getByRole('button', { name: 'Watch a folder' }).click()
    await page.getByRole('button', { name: 'Choose…' }).click()
    await page.getByText('12 files in it already').waitFor()
  },
  settings: (page) => page.getByRole('button', { name: 'Settings' }).click(),
  compose: (page) => page.getByRole('button', { name: 'New prompt' }).click(),
  import: (page) => page.getByRole('button', { name: 'Import' }).click(),
  offline: async (page) => page.context().setOffline(true),
  online: async (page) => page.context().setOffline(false),
  'no-match': async (page) => {
    await page.getByRole('searchbox', { name: 'Filter' }).fill('lane:heavy platypus')
    await page.getByText('No task matches').waitFor()
    await page.waitForTimeout(300)
  },
  'sort-model': async (page) => {
    await page.getByRole('columnheader', { name: 'Model' }).getByRole('button').click()
    await page.waitForTimeout(300)
  },
  inspector: (page) => page.getByRole('row', { name: /termination clauses/ }).click(),
  letter: (page) => page.getByRole('row', { name: /assign the contract/ }).click(),
  answer: (page) => page.getByRole('row', { name: /data protection/ }).click(),
  backoff: (page) => page.getByRole('row', { name: /renewal terms/ }).click(),
  full: async (page) => {
    await page.getByRole('button', { name: 'Full view' }).click()
    await page.waitForTimeout(300)
  },
  request: (page) => page.getByRole('radio', { name: 'Request' }).click(),
  response: (page) => page.getByRole('radio', { name: 'Response' }).click(),
  'second-attempt': (page) =>
    page
      .getByRole('button', { name: /^Attempt 2,/ })
      .first()
      .click(),
  formatted: (page) => page.getByRole('button', { name: 'Formatted' }).click(),
  'copy-menu': async (page) => {
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.waitForTimeout(300)
  },
  details: (page) => page.getByRole('region', { name: 'Details' }).evaluate((pane) => pane.scrollTo(0, 10_000)),
  edit: (page) => page.getByRole('button', { name: 'Edit and requeue' }).click(),
  middle: (page) => page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 1_000_000)),
  bottom: (page) => page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 10_000_000)),
  'list-end': async (page) => {
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight))
    await page.waitForTimeout(400)
  },
  pick: async (page) => {
    await page.getByRole('grid').focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.waitForTimeout(200)
  },
  columns: async (page) => {
    await page.getByRole('button', { name: 'Columns and rows' }).click()
    await page.waitForTimeout(200)
  },
  roomy: async (page) => {
    await page.getByRole('button', { name: 'Columns and rows' }).click()
    await page.getByRole('menuitemradio', { name: 'Roomy rows' }).click()
    await page.waitForTimeout(200)
  },
  compact: async (page) => {
    await page.getByRole('button', { name: 'Columns and rows' }).click()
    await page.getByRole('menuitemradio', { name: 'Compact rows' }).click()
    await page.waitForTimeout(200)
  },
  turn: async (page) => {
    await page.getByRole('columnheader', { name: 'Source' }).getByRole('button').click()
    await page.waitForTimeout(200)
  },
  column: async (page) => {
    await page.getByRole('columnheader', { name: 'Model' }).click({ button: 'right' })
    await page.waitForTimeout(200)
  },
  peek: async (page) => {
    await page.getByRole('row', { name: /termination clauses/ }).focus()
    await page.keyboard.press('Space')
    await page.waitForTimeout(300)
  },
  'peek-last': async (page) => {
    await page.getByRole('row', { name: /termination clauses/ }).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Space')
    await page.waitForTimeout(300)
  },
  'letter-attempts': async (page) => {
    await page.getByRole('grid', { name: 'Dead letters' }).focus()
    await page.keyboard.press('Space')
    await page.waitForTimeout(300)
  },
  'many-attempts': (page) =>
    page.evaluate(() => {
      const { applyDetail, detail } = window.preview.store.getState()
      const [first] = detail.attempts
      const from = first.startedAt - 40 * 3_600_000
      const attempts = Array.from({ length: 64 }, (_, n) => {
        const startedAt = from + n * 2_250_000
        const wait = { reason: n % 5 ? 'rate_limit' : 'backoff', ms: 2_249_000, until: startedAt + 2_250_000 }
        return { ...first, number: n + 1, startedAt, endedAt: startedAt + 900, wait: n === 63 ? null : wait }
      })
      applyDetail({ ...detail, task: { ...detail.task, version: detail.task.version + 1 }, attempts })
    }),
  'twelve-attempts': (page) =>
    page.evaluate(() => {
      const { applyDetail, detail } = window.preview.store.getState()
      const kinds = detail.attempts
      const from = kinds[0].startedAt - 30 * 3_600_000
      const attempts = Array.from({ length: 12 }, (_, n) => {
        const startedAt = from + n * 9_810_000
        const wait = { reason: n % 2 ? 'rate_limit' : 'backoff', ms: 22_000 * (n + 1), until: startedAt + 9_810_000 }
        return {
          ...kinds[n % kinds.length],
          number: n + 1,
          startedAt,
          endedAt: startedAt + 41_000,
          wait: n === 11 ? null : wait,
        }
      })
      applyDetail({ ...detail, task: { ...detail.task, version: detail.task.version + 1 }, attempts })
    }),
  'hour-waits': (page) =>
    page.evaluate(() => {
      const { applyDetail, detail } = window.preview.store.getState()
      const [first] = detail.attempts
      const attempts = [0, 1, 2].map((n) => {
        const startedAt = first.startedAt - (3 - n) * 10_800_000
        const wait = { reason: 'rate_limit', ms: 10_799_000, until: startedAt + 10_800_000 }
        return { ...first, number: n + 1, startedAt, endedAt: startedAt + 120, wait: n === 2 ? null : wait }
      })
      applyDetail({ ...detail, task: { ...detail.task, version: detail.task.version + 1 }, attempts })
    }),
  focus: (page) => page.keyboard.press('Tab'),
  filter: async (page) => {
    await page.keyboard.press('/')
    await page.keyboard.type('lane:heavy status:504')
    await page.waitForTimeout(400)
  },
  select: async (page) => {
    await page.getByRole('row', { name: /termination clauses/ }).focus()
    for (const key of ['x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key)
  },
  toasts: (page) =>
    page.evaluate(() => {
      const { toast } = window.preview.store.getState()
      toast({
        kind: 'done',
        title: 'Requeued 8 letters on Heavy',
        detail: 'They run after 485 others.',
        undo: () => {},
      })
      toast({
        kind: 'dead',
        title: '3 tasks became dead letters',
        detail: 'Prompts and every attempt are kept.',
        action: { label: 'Triage', run: () => {} },
      })
      toast({
        kind: 'error',
        title: 'Nothing was queued',
        detail: 'notes.pdf is no text file. Trilane reads .txt, .md, .jsonl, .json, .csv and .tsv.',
      })
    }),
  drag: (page) =>
    page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['a'], 'customer-feedback.csv', { type: 'text/csv' }))
      data.items.add(new File(['a'], 'extra-reviews.jsonl', { type: '' }))
      const fire = (type, target) =>
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
      fire('dragenter', document.body)
      return new Promise((done) => setTimeout(done, 150)).then(() => {
        const lane = document.querySelector('[data-drop="fast"]')
        if (lane) fire('dragover', lane)
      })
    }),
  'drag-wrong': (page) =>
    page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['a'], 'photo.png', { type: 'image/png' }))
      document.body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer: data }))
    }),
  insights: async (page) => {
    await page.getByRole('button', { name: 'Insights', exact: true }).click()
    await page.waitForTimeout(400)
  },
  'insights-hour': (page) => page.getByRole('radio', { name: '1 h' }).click(),
  'insights-week': (page) => page.getByRole('radio', { name: '7 days' }).click(),
  'insights-all': (page) => page.getByRole('radio', { name: 'All', exact: true }).click(),
  'insights-failures': (page) => page.getByRole('radio', { name: 'Failures' }).click(),
  'insights-over-time': (page) => page.getByRole('radio', { name: 'Over time' }).click(),
  'insights-tokens': (page) => page.getByRole('radio', { name: 'Tokens' }).click(),
  'insights-table': (page) => page.getByRole('button', { name: 'Show as table' }).first().click(),
  'insights-key': async (page) => {
    await page.getByRole('slider').first().focus()
    for (let n = 0; n < 40; n++) await page.keyboard.press('ArrowLeft')
  },
  spending: (page) => page.getByRole('button', { name: 'Spending', exact: true }).click(),
  month: (page) => page.getByRole('radio', { name: '30 days' }).click(),
  'advanced-prompt': async (page) => {
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Which plants are in the picture?')
    await page.getByRole('button', { name: /^Advanced/ }).click()
    await page.getByLabel('Answer', { exact: true }).click()
    await page.getByRole('option', { name: 'JSON that fits a schema' }).click()
    await page.getByLabel('Schema', { exact: true }).fill('{ "type": "object", "properties": {')
    await page.getByLabel('Images, a line each').fill('/home/me/garden.png\nphoto.png')
  },
  type: (page) => page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Name three rivers that flow north.'),
  wait: (page) => page.waitForTimeout(700),
  'set-price': (page) => page.getByRole('button', { name: 'Set its price' }).click(),
  'budget-rules': (page) => page.evaluate(() => window.preview.store.getState().openBatch(2, 'budget')),
  'small-budget': (page) => page.getByLabel('Budget', { exact: true }).fill('0.20'),
  live: async (page) => {
    await page.getByRole('row', { name: /termination clauses/ }).click()
    await page.getByRole('complementary', { name: 'Task' }).getByRole('heading', { level: 2 }).waitFor()
    await page.evaluate(() =>
      window.preview.store.getState().applyOutput({
        ...{ id: 142, attempt: 4, start: 0 },
        text: '1. For convenience. Either party may end the agreement with 90 days’ written notice after the first contract year (cl. 14.2). Halden must refund prepaid fees pro rata.\n\n2. For cause. Material breach, 30 days to cure; 10 days for non-pay',
      }),
    )
  },
  batch: (page) => page.evaluate(() => window.preview.store.getState().scopeTo(2)),
  'batch-menu': (page) => page.getByRole('button', { name: 'Actions of contract-summaries' }).last().click(),
  'row-batch-menu': async (page) => {
    await page
      .getByRole('button', { name: /^contract-summaries,/ })
      .first()
      .hover()
    await page.getByRole('button', { name: 'Actions of contract-summaries' }).first().click()
  },
  priority: async (page) => {
    await page.getByRole('menuitem', { name: /^Priority/ }).focus()
    await page.keyboard.press('ArrowRight')
  },
  rules: (page) => page.getByRole('menuitem', { name: 'Retry rules…' }).click(),
  'open-rules': (page) => page.evaluate(() => window.preview.store.getState().openBatch(2, 'rules')),
  'select-waiting': async (page) => {
    await page.getByRole('row', { name: /liability cap/ }).focus()
    for (const key of ['x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key)
  },
  change: (page) => page.getByRole('button', { name: 'Change', exact: true }).click(),
  'row-menu': (page) => page.getByRole('row', { name: /renewal terms/ }).click({ button: 'right' }),
  'start-at': (page) => page.getByRole('menuitem', { name: 'Start at…' }).click(),
  'type-when': (page) => page.getByLabel('Start', { exact: true }).fill('tomorrow 9:00'),
  'type-nonsense': async (page) => {
    await page.getByLabel('Start', { exact: true }).fill('soonish')
    await page.keyboard.press('Tab')
  },
  more: (page) => page.getByRole('button', { name: 'More changes' }).click(),
  needs: (page) => page.getByRole('row', { name: /board memo/ }).click(),
  cached: (page) => page.getByRole('row', { name: /seats.ts/ }).click(),
  blocked: (page) => page.getByRole('row', { name: /Summarise the clauses/ }).click(),
  poison: (page) => page.getByRole('row', { name: /412 attachments/ }).click(),
  down: (page) => page.getByRole('region', { name: 'Details' }).evaluate((part) => part.scrollTo(0, 10_000)),
  end: (page) =>
    page
      .getByRole('main')
      .locator('.overflow-y-auto')
      .first()
      .evaluate((part) => part.scrollTo(0, 10_000)),
  classes: (page) => page.getByRole('button', { name: /^Rules by kind/ }).click(),
  'class-rule': (page) => page.getByRole('button', { name: 'Change Overloaded, Heavy' }).click(),
  'open-windows': (page) => page.evaluate(() => window.preview.store.getState().openBatch(2, 'windows')),
  'add-window': (page) => page.getByRole('button', { name: 'Add to Run windows, Fast' }).click(),
  'other-times': (page) => page.getByRole('menuitem', { name: 'Other times…' }).click(),
  'change-window': (page) =>
    page
      .getByRole('button', { name: /^Change Every day|^Change Sat, Sun/ })
      .first()
      .click(),
  'window-wrong': async (page) => {
    await page.getByLabel('From', { exact: true }).fill('later')
    await page.getByRole('button', { name: 'Other time zone' }).click()
    await page.getByLabel('Time zone', { exact: true }).fill('Mars/Olympus')
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
      await page.getByRole('button', { name: day }).click()
    await page.getByRole('button', { name: 'Add window' }).click()
  },
  ready: (page) => page.getByRole('tab', { name: /^Ready/ }).click(),
  'in-line': (page) => page.getByRole('row', { name: /every warranty/ }).click(),
  'open-openai': (page) => page.getByRole('button', { name: 'OpenAI', exact: true, expanded: false }).click(),
  'open-anthropic': (page) => page.getByRole('button', { name: 'Anthropic', exact: true, expanded: false }).click(),
  'open-own': (page) => page.getByRole('button', { name: /^Research cluster/, expanded: false }).click(),
  'open-litellm': (page) => page.getByRole('button', { name: 'LiteLLM', exact: true, expanded: false }).click(),
  'open-mistral': (page) => page.getByRole('button', { name: 'Mistral', exact: true, expanded: false }).click(),
  'add-provider': (page) => page.getByRole('button', { name: 'Add provider' }).click(),
  'kind-azure': async (page) => {
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Azure OpenAI' }).click()
    await page.getByLabel('Resource').fill('my-team')
  },
  'kind-open': async (page) => {
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.waitForTimeout(200)
  },
  advanced: async (page) => {
    await page.getByRole('button', { name: /^Advanced/ }).click()
    await page.getByRole('button', { name: 'Add a header' }).click()
  },
  'add-key': (page) => page.getByRole('button', { name: 'Add a key' }).click(),
  'own-proxy': async (page) => {
    await page.getByRole('combobox', { name: 'Proxy' }).click()
    await page.getByRole('option', { name: 'This address' }).click()
  },
  'model-sheet': async (page) => {
    await page.getByRole('button', { name: 'Actions of gpt-6-sol' }).click()
    await page.getByRole('menuitem', { name: /^Set limits/ }).click()
    await page.waitForTimeout(300)
  },
  'model-new': async (page) => {
    await page.getByRole('button', { name: 'Set for a model' }).click()
    await page.waitForTimeout(300)
  },
}
