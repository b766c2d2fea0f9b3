import { CommandError } from '#shared/result'
import { parseRun, UsageError, usage } from './args'
import { run } from './run'
import { exitCode, inWords } from './summary'

const words = process.argv.slice(2)
if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
  console.log(usage)
  process.exitCode = words.length === 0 ? 1 : 0
} else await main()

async function main() {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  try {
    const options = parseRun(words)
    const say = (line: string) => console.error(line)
    const summary = await run(options, process.env, { say, stream: process.stderr }, stop.signal)
    if (options.json) console.log(JSON.stringify(summary))
    else console.error(inWords(summary))
    process.exitCode = exitCode(summary)
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof CommandError)) throw error
    console.error(error.message)
    if (error instanceof UsageError) console.error('npm run trilane -- --help shows how it is used.')
    process.exitCode = 1
  }
}
