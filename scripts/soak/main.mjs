// The soak itself, on Electron's Node.js: see kill.mjs for how it is started and soak.mjs for what it does.
import { randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { soak } from './soak.mjs'

const usage = `Usage: npm run soak:kill -- [--rounds N] [--json] [--seed S] [--tasks N] [--concurrency N] [--latency-ms N]

Kills the command line N times with SIGKILL during one drain, starts it again each time, and says what became of every prompt.
Exit code: 0 when every promise was kept, 1 otherwise.`
const text = /** @type {const} */ ({ type: 'string' })

/** @param {string | undefined} word @param {number} otherwise @param {string} name */
function whole(word, otherwise, name) {
  if (word === undefined) return otherwise
  if (!/^[1-9]\d*$/.test(word)) throw new TypeError(`--${name} takes a whole number above 0.`)
  return Number(word)
}

function options() {
  const { values } = parseArgs({
    options: {
      ...{ rounds: text, seed: text, tasks: text, concurrency: text, 'latency-ms': text, cli: text },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    json: values.json,
    help: values.help,
    soak: {
      cli: resolve(values.cli ?? join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.js')),
      rounds: whole(values.rounds, 200, 'rounds'),
      tasks: whole(values.tasks, 1_000, 'tasks'),
      concurrency: whole(values.concurrency, 12, 'concurrency'),
      seed: whole(values.seed, randomInt(1, 2 ** 31), 'seed'),
      latencyMs: whole(values['latency-ms'], 30, 'latency-ms'),
    },
  }
}

/** @returns {ReturnType<typeof options> | null} */
function read() {
  try {
    return options()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

const asked = read()
if (asked === null) process.exitCode = 1
else if (asked.help) console.log(usage)
else {
  const say = (/** @type {string} */ line) => console.error(line)
  say(`Seed ${asked.soak.seed}`)
  const report = await soak(asked.soak, say)
  if (asked.json) console.log(JSON.stringify(report))
  else for (const [name, value] of Object.entries(report)) console.log(`${name.padEnd(20)} ${value}`)
  for (const fault of report.faults) say(`FAULT: ${fault}`)
  process.exitCode = report.faults.length === 0 ? 0 : 1
}
