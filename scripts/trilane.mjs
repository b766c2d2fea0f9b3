// npm run trilane -- run FILE…: the command line, on Electron's own Node.js.
import { ensureDependencies, root } from './setup.mjs'

ensureDependencies()
const [{ ensureBuild }, { launch }, { join }] = await Promise.all([
  import('./build.mjs'),
  import('./launch.mjs'),
  import('node:path'),
])
ensureBuild()
process.exitCode = await launch([join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], { node: true })
