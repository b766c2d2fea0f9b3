// Makes src-main/models/models-data.json anew from open data: `npm run models:refresh`. It fetches two npm packages without installing them.
// `npm run models:refresh -- api.json` takes models.dev's file (a path or a URL) in place of the first of them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { merge } from './models/merge.mjs'
import { listingPackage, readListings } from './models/read-listing.mjs'
import { readModelsDev } from './models/read-models-dev.mjs'
import { pricesPackage, readPrices } from './models/read-prices.mjs'
import { root } from './setup.mjs'

const target = join(root, 'src-main', 'models', 'models-data.json')
const work = mkdtempSync(join(tmpdir(), 'trilane-models-'))
const copyright = new Map([
  [listingPackage, 'Copyright (c) Mario Zechner; its data is made from models.dev, Copyright (c) 2025 spin.dev'],
  [pricesPackage, 'Copyright (c) Pydantic Services Inc. 2025 to present'],
])
const notice = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

try {
  const [given] = process.argv.slice(2)
  const listing = given ? await downloaded(given) : listed()
  const prices = packed(pricesPackage)
  const { providers, notes } = merge(listing.rows, await readPrices(prices.dir, prices.source.date))
  writeFileSync(target, text([listing.source, prices.source], providers))
  for (const note of notes) console.error(note)
  for (const [name, { models }] of Object.entries(providers))
    console.error(`${name}: ${Object.keys(models).length} models`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function listed() {
  const { dir, source } = packed(listingPackage)
  return { rows: readListings(dir), source }
}

/** @param {string} pathOrUrl */
async function downloaded(pathOrUrl) {
  const isUrl = /^https?:/.test(pathOrUrl)
  const file = isUrl ? await (await fetch(pathOrUrl)).text() : readFileSync(pathOrUrl, 'utf8')
  const date = (isUrl ? new Date() : statSync(pathOrUrl).mtime).toISOString().slice(0, 10)
  const source = { name: 'models.dev', version: null, date, licence: 'MIT', copyright: 'Copyright (c) 2025 spin.dev' }
  return { rows: readModelsDev(file), source }
}

/** The newest version of a package, unpacked and not installed. @param {string} name */
function packed(name) {
  const [{ filename, version }] = JSON.parse(npm('pack', `${name}@latest`, '--json', '--pack-destination', work))
  const date = JSON.parse(npm('view', `${name}@${version}`, 'time', '--json'))[version].slice(0, 10)
  const dir = join(work, filename.replace(/\.tgz$/, ''))
  mkdirSync(dir)
  execFileSync('tar', ['-xzf', join(work, filename), '-C', dir, '--strip-components=1'])
  return { dir, source: { name, version, date, licence: 'MIT', copyright: copyright.get(name) } }
}

/** @param {string[]} words */
function npm(...words) {
  return execFileSync('npm', words, { encoding: 'utf8', cwd: work, shell: process.platform === 'win32' })
}

/** One line a model, so that a refresh reads well as a change. @param {object[]} sources @param {ReturnType<typeof merge>['providers']} providers */
function text(sources, providers) {
  const lines = Object.entries(providers).map(([name, { models, ...rest }]) => {
    const rows = Object.entries(models).map(([model, row]) => `      ${JSON.stringify(model)}: ${JSON.stringify(row)}`)
    const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${value}, `)
    return `    ${JSON.stringify(name)}: { ${head.join('')}"models": {\n${rows.join(',\n')}\n    } }`
  })
  return `{
  "about": "Context windows (tokens) and prices (USD per million tokens) of models, made by npm run models:refresh. What is left out is not known. A text in place of a model: its other name. from: which of the sources told it.",
  "sources": [
${sources.map((source) => `    ${JSON.stringify(source)}`).join(',\n')}
  ],
  "notice": ${JSON.stringify(notice)},
  "providers": {
${lines.join(',\n')}
  }
}
`
}
