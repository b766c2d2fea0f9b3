// npm run trilane -- run FILE…: the command line, on Electron's own Node.js.
import { ensureDependencies, root } from './setup.mjs'

ensureDependencies()
const [{ ensureBuild }, { launch }, { join }] = await Promise.all([
  import('./build.mjs'),
  import('./launch.mjs'),
  import('node:path'),
])
ensureBuild()
// npm moves to the package's folder; files are named from where the person stands.
const cwd = process.env.INIT_CWD ?? process.cwd()
process.exitCode = await launch([join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], { node: true, cwd })
