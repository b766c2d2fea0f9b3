// npm run bench -- <name> [options]: runs bench/<name>.mjs on Electron's own Node.js, which is what the app runs on.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, root } from '../scripts/setup.mjs'

const folder = join(root, 'bench')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && !['run.mjs', 'bundle.mjs'].includes(file))
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort()
const [name = '', ...options] = process.argv.slice(2)

if (!names.includes(name)) {
  console.error(`There is no benchmark ${name ? `"${name}"` : 'without a name'}. Run: npm run bench -- <name> [--json]`)
  console.error(`Names: ${names.join(', ')}. What they measure: docs/benchmarks.md.`)
  process.exitCode = 1
} else {
  ensureDependencies()
  const { launch } = await import('../scripts/launch.mjs')
  process.exitCode = await launch([join(folder, `${name}.mjs`), ...options], { node: true, display: name === 'ui' })
}
