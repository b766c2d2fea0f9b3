import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

const forbidden = [
  ['src-main/engine', `import '#store/store'`],
  ['src-main/engine', `import '../providers/classify'`],
  ['src-main/engine', `import 'electron'`],
  ['src-main/store', `import '#engine/engine'`],
  ['src-main/store', `import 'better-sqlite3'`],
  ['src-main/providers', `import '#store/store'`],
  ['src-main/io', `import '../store/store'`],
  ['src-main/models', `import '#engine/engine'`],
  ['src-main/models', `import '../store/store'`],
  ['src-main/engine', `import '#models/catalogue'`],
  ['src-main/providers', `import '../models/catalogue'`],
  ['src-shared', `import '#models/catalogue'`],
  ['src-main/cli', `import '../shell/window'`],
  ['src-main/wiring', `import '../cli/main'`],
  ['src-main/engine', `import '../wiring/assemble'`],
  ['src-main/shell', `import { ipcMain } from 'electron'`],
  ['src-shared', `import '#engine/engine'`],
  ['src-shared', `import 'node:fs'`],
  ['src-preload', `import '#store/store'`],
  ['src-renderer', `import 'electron'`],
  ['src-renderer', `import '../src-main/engine/engine'`],
] as const
const allowed = [
  ['src-main/engine', `import '#shared/task'`],
  ['src-main/shell', `import '#engine/engine'`],
  ['src-main/models', `import '#shared/task'`],
  ['src-main/shell', `import '#models/catalogue'`],
  ['src-main/cli', `import '#store/store'`],
  ['src-preload', `import { ipcRenderer } from 'electron'`],
] as const

const fileOf = (folder: string, line: string) => {
  const index = [...forbidden, ...allowed].findIndex(([dir, text]) => dir === folder && text === line)
  return join(root, folder, `zz-import-rule-${index}.ts`)
}
let report = ''

// Biome reads rules by folder, so the files stand where real ones would, for one run of it.
beforeAll(() => {
  const files = [...forbidden, ...allowed].map(([folder, line]) => {
    const file = fileOf(folder, line)
    writeFileSync(file, `${line}\n`)
    return file
  })
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const words = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=github', ...files]
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...words], { cwd: root, encoding: 'utf8' })
  report = `${stdout}${stderr}`
}, 60_000) // a process of its own, on a machine that may be busy
afterAll(() => {
  for (const [folder, line] of [...forbidden, ...allowed]) rmSync(fileOf(folder, line), { force: true })
})

const refused = (folder: string, line: string) =>
  report
    .split('\n')
    .some((each) => each.includes('noRestrictedImports') && each.includes(fileOf(folder, line).slice(root.length + 1)))

test.each(forbidden)('%s may not %s', (folder, line) => expect(refused(folder, line)).toBe(true))
test.each(allowed)('%s may %s', (folder, line) => expect(refused(folder, line)).toBe(false))
