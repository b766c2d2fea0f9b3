// npm run shots -- [name…] [--theme=] [--size=WxH] [--out=]: pictures of every view of the window, from the preview's made-up data.
import { join } from 'node:path'
import { ensureDependencies, root } from './setup.mjs'

ensureDependencies()
const { launch } = await import('./launch.mjs')
const preview = join(root, 'src-renderer', 'preview')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
const built = await launch([vite, 'build', '--config', join(preview, 'vite.config.mjs'), '--logLevel', 'warn'], {
  node: true,
})
process.exitCode =
  built === 0
    ? await launch([join(preview, 'shots.mjs'), ...process.argv.slice(2)], { display: true, node: true })
    : built
