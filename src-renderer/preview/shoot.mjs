// Pictures of the preview: node scripts/run.mjs --display --node src-renderer/preview/shoot.mjs [scenario[+step…]…] [--theme=] [--size=WxH] [--locale=]
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { mkdirSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { join, resolve } from 'node:path'
import { _electron } from '@playwright/test'
import { steps } from './steps.mjs'

const here = import.meta.dirname
const words = process.argv.slice(2)
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const named = words.filter((word) => !word.startsWith('--'))
const all =
  'first-run busy busy+inspector practice key probing done huge+all loading starting error busy+select busy+filter busy+toasts busy+drag'.split(
    ' ',
  )
const shots = named.length > 0 ? named : all
const themes = option('theme')?.split(',') ?? ['dark', 'light']
const sizes = option('size')?.split(',') ?? ['1440x900', '1280x820', '900x600']
const out = process.env.SHOTS_DIR ?? resolve(here, '../../.cache/shots')
mkdirSync(out, { recursive: true })

const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env
const locale = option('locale') ?? 'en_GB'
const env = { ...rest, LC_ALL: `${locale}.UTF-8`, LANGUAGE: locale, LANG: `${locale}.UTF-8` }
const args = [join(here, 'electron-main.cjs'), `--lang=${locale.replace('_', '-')}`]
const app = await _electron.launch({ args, env })
const page = await app.firstWindow()
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
    for (const shot of shots) {
      const [scenario, ...pressed] = shot.split('+')
      await page.goto(`app://preview/index.html?scenario=${scenario}&theme=${theme}`)
      await page.locator('#root > *').first().waitFor()
      await page.evaluate(() => document.fonts.ready)
      for (const step of pressed) await steps[step](page)
      await page.mouse.move(0, 0)
      await page.waitForTimeout(300)
      const file = join(out, `${shot}-${size}-${theme}.png`)
      await page.screenshot({ path: file })
      console.log(file)
    }
  }
}
await app.close()
