// npm run soak:kill -- --rounds N: kills the command line again and again during one drain, and counts what became of every prompt.
import { ensureDependencies, root } from '../setup.mjs'

ensureDependencies()
const [{ ensureBuild }, { launch }, { join }] = await Promise.all([
  import('../build.mjs'),
  import('../launch.mjs'),
  import('node:path'),
])
ensureBuild()
process.exitCode = await launch([join(root, 'scripts', 'soak', 'main.mjs'), ...process.argv.slice(2)], { node: true })
