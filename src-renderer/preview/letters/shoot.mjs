// Pictures of dead letters and the compose sheet: node scripts/run.mjs --display --node src-renderer/preview/letters/shoot.mjs [shot…] [--theme=] [--size=WxH]
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { mkdirSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { join, resolve } from 'node:path'
import { _electron } from '@playwright/test'

const goDead = (page) => page.evaluate(() => window.preview.store.getState().goTo('dead'))
const compose = (page) => page.evaluate(() => window.preview.store.getState().openCompose())
const group = (page, name) => page.getByRole('option', { name }).click()
async function edit(page) {
  await goDead(page)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const editor = page.getByRole('textbox', { name: 'Edited prompt' })
  const lines = (await editor.inputValue()).split('\n')
  const kept = lines.filter((_, index) => index < 5 || index > 47)
  kept[4] = 'Customer history, since 2024:'
  kept.push('', 'Answer in JSON only.')
  await editor.fill(kept.join('\n'))
}
async function write(page) {
  await compose(page)
  await page
    .getByRole('textbox', { name: 'Prompt', exact: true })
    .fill('Turn this change list into release notes.\n- Resume a paused import\n- CSV: accept semicolons')
}
/** @type {Record<string, { scenario?: string, run: (page: import('@playwright/test').Page) => Promise<unknown> }>} */
const shots = {
  dead: { run: goDead },
  overloaded: {
    run: async (page) => {
      await goDead(page)
      await group(page, /Provider overloaded/)
      for (const key of ['x', 'j', 'x', 'j', 'x', 'j']) await page.keyboard.press(key)
    },
  },
  all: {
    run: async (page) => {
      await goDead(page)
      await group(page, /No answer in time/)
      await page.getByRole('checkbox', { name: 'Select all' }).click()
      await page.getByRole('button', { name: 'Discard' }).click()
    },
  },
  filter: {
    run: async (page) => {
      await goDead(page)
      await page.keyboard.press('/')
      await page.keyboard.type('nothing like this')
    },
  },
  edit: { run: edit },
  'edit-refused': {
    scenario: 'refusing',
    run: async (page) => {
      await edit(page)
      await page.getByRole('button', { name: 'Requeue this one' }).click()
    },
  },
  none: { scenario: 'none', run: goDead },
  compose: { run: compose },
  models: {
    scenario: 'practice',
    run: async (page) => {
      await write(page)
      await page.getByRole('combobox', { name: 'Model' }).click()
      await page.keyboard.type('p')
    },
  },
  write: { run: write },
  lines: {
    scenario: 'practice',
    run: async (page) => {
      await write(page)
      await page.getByText('Each line is a prompt').click()
      await page.getByRole('textbox', { name: 'Temperature' }).fill('hot')
      await page.getByRole('button', { name: /^System/ }).click()
    },
  },
  'write-refused': {
    scenario: 'refusing',
    run: async (page) => {
      await write(page)
      await page.getByRole('button', { name: 'Queue', exact: true }).click()
    },
  },
}

const here = import.meta.dirname
const words = process.argv.slice(2)
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const named = words.filter((word) => !word.startsWith('--'))
const themes = option('theme')?.split(',') ?? ['dark', 'light']
const sizes = option('size')?.split(',') ?? ['1440x900', '1280x820', '900x600']
const out = resolve(here, '../../../.cache/shots')
mkdirSync(out, { recursive: true })

const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
const app = await _electron.launch({ args: [join(here, 'electron-main.cjs'), '--lang=en-GB'], env })
const page = await app.firstWindow()
page.setDefaultTimeout(5_000)
page.on('console', (message) => {
  if (message.type() === 'error' || message.type() === 'warning') console.error(`[page] ${message.text()}`)
})
page.on('pageerror', (error) => console.error(`[page] ${error.stack}`))
for (const size of sizes) {
  const [width, height] = size.split('x').map(Number)
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0].setContentSize(to.width, to.height), {
    width,
    height,
  })
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    for (const name of named.length > 0 ? named : Object.keys(shots)) {
      const { scenario = 'letters', run } = shots[name]
      await page.goto(`app://preview/index.html?scenario=${scenario}&theme=${theme}`)
      await page.locator('#root > *').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      await page.waitForTimeout(150)
      try {
        await run(page)
      } catch (error) {
        console.error(`[${name}] ${error}`)
      }
      await page.mouse.move(0, 0)
      await page.waitForTimeout(350)
      const file = join(out, `letters-${name}-${size}-${theme}.png`)
      await page.screenshot({ path: file })
      console.log(file)
    }
  }
}
await app.close()
