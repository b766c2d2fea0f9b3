// scripts/run.mjs [--display] [--node] <command> [args…]: see launch.mjs for what the flags mean
import { ensureDependencies } from './setup.mjs'

ensureDependencies()
const words = process.argv.slice(2)
const flags = words.splice(
  0,
  words.findIndex((word) => !word.startsWith('--')),
)
const { launch } = await import('./launch.mjs')
process.exitCode = await launch(words, { display: flags.includes('--display'), node: flags.includes('--node') })
