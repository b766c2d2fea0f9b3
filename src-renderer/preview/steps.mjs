/** What a person would do before a picture is taken: 'busy+inspector'. @type {Record<string, (page: import('@playwright/test').Page) => Promise<void>>} */
export const steps = {
  all: (page) => page.getByRole('tab', { name: /^All/ }).click(),
  dead: (page) =>
    page
      .getByRole('button', { name: /^Dead letters/ })
      .first()
      .click(),
  providers: (page) =>
    page
      .getByRole('button', { name: /^Providers/ })
      .first()
      .click(),
  settings: (page) => page.getByRole('button', { name: 'Settings' }).click(),
  compose: (page) => page.getByRole('button', { name: 'New prompt' }).click(),
  import: (page) => page.getByRole('button', { name: 'Import' }).click(),
  inspector: (page) => page.getByRole('row', { name: /termination clauses/ }).click(),
  letter: (page) => page.getByRole('row', { name: /assign the contract/ }).click(),
  answer: (page) => page.getByRole('row', { name: /data protection/ }).click(),
  backoff: (page) => page.getByRole('row', { name: /renewal terms/ }).click(),
  edit: (page) => page.getByRole('button', { name: 'Edit and requeue' }).click(),
  middle: (page) => page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 1_000_000)),
  bottom: (page) => page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 10_000_000)),
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
}
