// The pictures of docs/screenshots/: npm run shots -- [name…] [--theme=dark] [--size=1280x820] [--out=folder]
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { mkdirSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { join, resolve } from 'node:path'
import { openPreview } from './open-preview.mjs'
import { shownViews } from './views.mjs'

const words = process.argv.slice(2)
/** @param {string} name */
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const named = words.filter((word) => !word.startsWith('--'))
const themes = /** @type {('light' | 'dark')[]} */ (option('theme')?.split(',') ?? ['light', 'dark'])
const sizes = option('size')?.split(',') ?? ['1280x820', '900x600']
const out = resolve(option('out') ?? join(import.meta.dirname, '../../docs/screenshots'))
const wanted = shownViews.filter(({ name, shot }) => (named.length > 0 ? named.includes(name) : shot))
mkdirSync(out, { recursive: true })

const { app, page, resize, show } = await openPreview()
page.on('pageerror', (error) => console.error(`[page] ${error.stack}`))
page.on('console', (message) => {
  if (message.type() === 'error') console.error(`[page] ${message.text()}`)
})
for (const size of sizes) {
  const [width = 0, height = 0] = size.split('x').map(Number)
  await resize(width, height)
  for (const theme of themes)
    for (const view of wanted) {
      await show(view, theme)
      await page.waitForTimeout(250) // what opens has faded in
      await page.screenshot({ path: join(out, `${view.name}-${size}-${theme}.png`), animations: 'disabled' })
    }
}
await app.close()
console.log(`${wanted.length * themes.length * sizes.length} pictures in ${out}`)
