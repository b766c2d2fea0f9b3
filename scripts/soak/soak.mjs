import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { account, faults } from './account.mjs'
import { startCli } from './cli-process.mjs'
import { readLedger, readRows } from './ledger.mjs'
import { nextKill } from './plan.mjs'
import { promptOf } from './prompt.mjs'
import { startProvider } from './provider-process.mjs'
import { seeded } from './random.mjs'

/**
 * @typedef {{ cli: string, rounds: number, tasks: number, concurrency: number, seed: number, latencyMs: number }} Options
 *   cli: the built command line; latencyMs: the middle of what a call takes
 * @typedef {import('./account.mjs').Account & { startUpKills: number, restartMs: number, wallMs: number, faults: string[] }} Report
 *   startUpKills: kills that fell before the run's first call; restartMs: the middle time from a process's beginning to its first call
 */

/** A run in which nothing moves for so long does not move any more. */
const stuckMs = 60_000
/** What a process takes to its first call, until that is known. */
const firstGuessMs = 400

/**
 * One drain of `tasks` prompts by the command line, which is killed `rounds` times on the way, started again each time and left alone at last.
 * @param {Options} options @param {(line: string) => void} say @returns {Promise<Report>}
 */
export async function soak({ cli, rounds, tasks, concurrency, seed, latencyMs }, say) {
  const beganAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-soak-'))
  const dataDir = join(folder, 'data')
  const file = join(folder, 'prompts.txt')
  mkdirSync(dataDir)
  writeFileSync(file, Array.from({ length: tasks }, (_, index) => `${promptOf(index + 1)}\n`).join(''))
  const provider = await startProvider(seed)
  const words = ['run', file, '--provider', 'openai-compatible', '--base-url', provider.baseUrl, '--model', 'soak']
  words.push('--lane', 'fast', '--fast-concurrency', String(concurrency), '--data-dir', dataDir, '--json')
  words.push('--no-safe-mode') // so many crashes in so short a time would open with the lanes paused, as they should

  const random = seeded(seed, 'kills')
  /** @type {import('./account.mjs').Kill[]} */
  const kills = []
  /** @type {number[]} */
  const startUps = []
  let settled = 0
  let startUpKills = 0
  let ended = null
  for (let round = 1; round <= rounds && ended === null; round++) {
    const startUpMs = median(startUps) ?? firstGuessMs
    const moment = nextKill({ tasks, settled, kills: rounds - round + 1, startUpMs, latencyMs }, random)
    provider.begin(round, moment.latencyMs)
    const run = await killedAt(moment, startCli(cli, words), provider)
    await provider.quiet()
    if (run.firstCallMs !== null) startUps.push(run.firstCallMs)
    else startUpKills += 1
    if (run.how === 'killed') {
      const rows = readRows(dataDir)
      kills.push({ round, rows })
      settled = rows.filter(({ state }) => state === 'succeeded' || state === 'dead').length
    } else ended = run.ended
    if (round % 20 === 0) say(`${round} of ${rounds} kills, ${settled} of ${tasks} prompts at their end`)
  }
  if (ended === null) {
    provider.begin(rounds + 1, latencyMs)
    ended = await leftAlone(startCli(cli, words), provider)
    await provider.quiet()
  }

  const calls = await provider.log()
  await provider.stop()
  const evidence = { tasks, rounds, concurrency, seed, calls, kills, ledger: readLedger(dataDir) }
  const found = account(evidence)
  const wrong = faults(found, evidence)
  if (ended.signal === 'SIGKILL') wrong.push(`nothing moved for ${stuckMs / 1000} s: ${lastWords(ended)}`)
  else if (ended.code !== (found.deadLetters === 0 ? 0 : 2))
    wrong.push(`the last run ended with ${ended.code ?? ended.signal}: ${lastWords(ended)}`)
  if (wrong.length === 0) rmSync(folder, { recursive: true, force: true })
  else say(`What was found is kept in ${folder}`)
  const wallMs = Math.round(performance.now() - beganAt)
  return { ...found, startUpKills, restartMs: Math.round(median(startUps) ?? 0), wallMs, faults: wrong }
}

/** @typedef {Awaited<ReturnType<typeof startProvider>>} Provider @typedef {ReturnType<typeof startCli>} Cli */

/** Kills the run at its moment, unless it ends before. @param {import('./plan.mjs').Moment} moment @param {Cli} cli @param {Provider} provider */
async function killedAt(moment, cli, provider) {
  const spawnedAt = performance.now()
  /** @type {number | null} */
  let firstCallMs = null
  /** @type {{ how: 'alone' | 'killed' | 'stuck' }} */
  const end = { how: 'alone' }
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const kill = (/** @type {'killed' | 'stuck'} */ as) => {
    end.how = as
    cli.kill()
  }
  if (moment.kind === 'start-up') timer = setTimeout(kill, moment.ms, 'killed')
  const off = provider.onMove((started, answered) => {
    firstCallMs ??= performance.now() - spawnedAt
    if (moment.kind === 'work' && timer === undefined && started > 0 && answered >= moment.answers)
      timer = setTimeout(kill, moment.ms, 'killed')
  })
  const stuck = setTimeout(kill, stuckMs, 'stuck')
  const ended = await cli.ended
  clearTimeout(timer)
  clearTimeout(stuck)
  off()
  return { how: ended.signal === 'SIGKILL' ? end.how : 'alone', ended, firstCallMs }
}

/** Waits for the run's own end; ends it when nothing moves any more. @param {Cli} cli @param {Provider} provider */
async function leftAlone(cli, provider) {
  let stuck = setTimeout(cli.kill, stuckMs)
  const off = provider.onMove(() => {
    clearTimeout(stuck)
    stuck = setTimeout(cli.kill, stuckMs)
  })
  const ended = await cli.ended
  clearTimeout(stuck)
  off()
  return ended
}

/** @param {import('./cli-process.mjs').Ended} ended */
const lastWords = ({ stderr }) => stderr.trim().slice(-500)

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
