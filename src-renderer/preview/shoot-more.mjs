// Pictures of the import sheet, providers and settings: node scripts/run.mjs --display --node src-renderer/preview/shoot-more.mjs [name…] [--theme=] [--size=WxH]
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { mkdirSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { join, resolve } from 'node:path'
import { _electron } from '@playwright/test'
import * as imports from './import-fixtures.mjs'
import { steps } from './steps.mjs'

const here = import.meta.dirname
const words = process.argv.slice(2)
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const named = words.filter((word) => !word.startsWith('--'))
const out = resolve(here, '../../.cache/shots')
mkdirSync(out, { recursive: true })

const open = (page, preview, lane = 'auto') =>
  page.evaluate(([shown, on]) => window.preview.store.getState().openImport(shown, on), [preview, lane])
const refuse = (page, command, message) =>
  page.evaluate(
    ([name, said]) => {
      const { bridge } = window.preview.fake
      const known = window.trilane
      window.trilane = new Proxy(known, {
        get: (_target, key) =>
          key === name
            ? said === null
              ? () => new Promise(() => {})
              : async () => ({ ok: false, error: { code: 'storage', message: said } })
            : bridge[key],
      })
    },
    [command, message],
  )
const row = (page, name) => page.getByRole('main').getByRole('button', { name, expanded: false }).click()

const shots = {
  import: { scenario: 'practice', do: (page) => steps.import(page) },
  'import-busy': { scenario: 'busy', do: (page) => steps.import(page) },
  choose: { scenario: 'busy', do: (page) => open(page, imports.csv) },
  rejected: { scenario: 'busy', do: (page) => open(page, imports.chosen, 'heavy') },
  scanning: { scenario: 'busy', do: (page) => open(page, imports.scanning, 'fast') },
  unreadable: { scenario: 'busy', do: (page) => open(page, imports.unreadable) },
  empty: { scenario: 'busy', do: (page) => open(page, imports.empty) },
  refused: {
    scenario: 'busy',
    do: async (page) => {
      await refuse(page, 'startImport', 'The disk is full: nothing more can be saved. Free some space.')
      await steps.import(page)
      await page
        .getByRole('button', { name: /^Queue/ })
        .last()
        .click()
    },
  },
  queueing: {
    scenario: 'busy',
    do: async (page) => {
      await refuse(page, 'startImport', null)
      await open(page, imports.chosen)
      await page.getByRole('button', { name: 'Queue 4,806 prompts' }).click()
      await page.evaluate((progress) => window.preview.fake.send('import', progress), {
        ...imports.chosen.progress,
        phase: 'queueing',
        bytesRead: 900_000,
        prompts: 2_040,
      })
    },
  },
  providers: { scenario: 'busy', do: (page) => steps.providers(page) },
  'providers-open': {
    scenario: 'busy',
    do: async (page) => {
      await steps.providers(page)
      await row(page, 'OpenAI')
    },
  },
  'providers-key': {
    scenario: 'key',
    do: async (page) => {
      await steps.providers(page)
      await page.evaluate(() =>
        window.preview.store
          .getState()
          .settingsLoaded({ ...window.preview.store.getState().settings, keychain: false }),
      )
    },
  },
  'providers-key-open': {
    scenario: 'key',
    do: async (page) => {
      await steps.providers(page)
      await page.evaluate(() =>
        window.preview.store
          .getState()
          .settingsLoaded({ ...window.preview.store.getState().settings, keychain: false }),
      )
      await row(page, 'OpenAI')
      await page.getByLabel('API key').fill('sk-new')
      await page.getByLabel('Base URL').fill('api.openai.com')
      await page.getByRole('button', { name: 'Save' }).click()
    },
  },
  'providers-practice': {
    scenario: 'first-run',
    do: async (page) => {
      await steps.providers(page)
      await row(page, 'Practice')
    },
  },
  'providers-add': {
    scenario: 'first-run',
    do: async (page) => {
      await steps.providers(page)
      await page.getByRole('button', { name: 'Add provider' }).click()
    },
  },
  policies: {
    scenario: 'busy',
    do: async (page) => {
      await steps.providers(page)
      await page.getByLabel('Retries, Heavy').fill('9')
      await page.getByLabel('Delay, Fast').fill('soon')
      await page.getByLabel('At once, Heavy').focus()
    },
  },
  settings: { scenario: 'busy', do: (page) => steps.settings(page) },
}

const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
const app = await _electron.launch({
  args: [join(here, 'electron-main.cjs'), `--lang=${option('locale') ?? 'en-GB'}`],
  env,
})
const page = await app.firstWindow()
page.on(
  'console',
  (message) => ['error', 'warning'].includes(message.type()) && console.error(`[page] ${message.text().slice(0, 160)}`),
)
page.on('pageerror', (error) => console.error(`[page] ${error.stack}`))
for (const size of option('size')?.split(',') ?? ['1440x900', '1280x820', '900x600']) {
  const [width, height] = size.split('x').map(Number)
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0].setContentSize(to.width, to.height), {
    width,
    height,
  })
  for (const theme of option('theme')?.split(',') ?? ['dark', 'light']) {
    await page.emulateMedia({ colorScheme: theme })
    for (const name of named.length > 0 ? named : Object.keys(shots)) {
      await page.goto(`app://preview/index.html?scenario=${shots[name].scenario}&theme=${theme}`)
      await page.locator('#root > *').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      try {
        await shots[name].do(page)
      } catch (error) {
        console.error(`${name}: ${error.message.split('\n').slice(0, 4).join(' ')}`)
      }
      await page.mouse.move(0, 0)
      await page.waitForTimeout(350)
      const file = join(out, `${name}-${size}-${theme}.png`)
      await page.screenshot({ path: file })
      console.log(file)
    }
  }
}
await app.close()
