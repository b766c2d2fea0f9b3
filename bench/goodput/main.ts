import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chatAnswer } from '#providers/simulator/answers'
import { SimulatorProfile } from '#providers/simulator/profile'
import { contentHash } from '#providers/simulator/seeded'
import { installPeers } from '../engine/peers/install'
import { hasRedis, startRedis } from '../engine/peers/redis'
import { runChild } from '../engine/run-child'
import { figuresOf } from './judge'
import { minimumMs, needOf } from './minimum'
import { promptsOf } from './prompts'
import { startProvider } from './provider-process'
import type { Claim, Start } from './race'
import { type Report, type Result, type ScenarioReport, table } from './report'
import { model, type Scenario, scenarios } from './scenarios'
import { goalsOf } from './verdict'

const contenders = ['trilane', 'pool', 'sdk', 'bullmq'] as const
type Contender = (typeof contenders)[number]

const usage = `npm run bench -- goodput [options]
  --json                 one JSON document instead of tables
  --scenario a,b         of: ${scenarios.map(({ name }) => name).join(', ')}
  --contender a,b        of: ${contenders.join(', ')}
  --prompts n            600 when left out
  --fast-concurrency n   of Trilane's lane Fast, its default when left out
  --seed n               decides which calls meet a fault, 3 when left out
  --strict               fails when a contender could not run
  --dir folder           where Trilane and Redis write, the system's temporary folder when left out`

type Options = NonNullable<ReturnType<typeof readOptions>>
type Context = {
  readonly options: Options
  readonly files: { readonly provider: string; readonly contender: string }
  readonly work: string
  readonly peersFolder: string
}

/** @returns the exit code: 1 when a contender broke, or with --strict was not run; 0 also when a goal was missed */
export async function main(args: string[], { files, peersFolder }: Pick<Context, 'files' | 'peersFolder'>) {
  const options = readOptions(args)
  if (!options) return 1
  const work = mkdtempSync(join(options.dir, 'trilane-goodput-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const reports: ScenarioReport[] = []
  for (const scenario of options.scenarios) {
    reports.push(await runScenario(scenario, { options, files, work, peersFolder }))
  }
  const machine = {
    cores: cpus().length,
    ramGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  }
  const report: Report = { machine, seed: options.seed, scenarios: reports, at: new Date().toISOString() }
  console.log(options.json ? JSON.stringify(report, null, 2) : table(report))
  const results = reports.flatMap((each) => each.results)
  const failed = results.some((result) => 'broke' in result || (options.strict && 'notRun' in result))
  return failed ? 1 : 0
}

async function runScenario(scenario: Scenario, context: Context): Promise<ScenarioReport> {
  const { seed, prompts: count, contenders: names } = context.options
  const profile = SimulatorProfile.parse({ ...scenario.profile, seed })
  const prompts = promptsOf(count, scenario.chars)
  const hashes = prompts.map(contentHash)
  const need = (some: readonly string[]) =>
    needOf(
      some,
      model,
      profile,
      some.map((prompt) => tokensOf(prompt, profile)),
    )
  const minimumOf = (answered: ReadonlySet<string>) =>
    minimumMs(need(prompts.filter((_, index) => answered.has(hashes[index] ?? ''))), profile)

  async function race(name: Contender): Promise<Result> {
    console.error(`${scenario.name}: ${name}…`)
    const peer = name === 'bullmq' ? await bullmqOf(context) : null
    if (peer && 'notRun' in peer) return { contender: name, notRun: peer.notRun }
    const provider = await startProvider(context.files.provider, profile)
    const { baseUrl } = provider
    const bullmq = peer && { modules: peer.modules, port: peer.port }
    const asked: Start = {
      ...{ baseUrl, count, chars: scenario.chars, folder: mkdtempSync(join(context.work, `${name}-`)), bullmq },
      ...{ ratePerSecond: scenario.ratePerSecond, fastConcurrency: context.options.fastConcurrency },
    }
    try {
      const { succeeded, note } = await runChild<Claim>(context.files.contender, name, asked)
      return {
        contender: name,
        note,
        claimed: succeeded,
        figures: figuresOf(await provider.stop(), hashes, succeeded, minimumOf),
      }
    } catch (error) {
      await provider.stop()
      return { contender: name, broke: error instanceof Error ? error.message : String(error) }
    } finally {
      await peer?.stop()
    }
  }
  const results: Result[] = []
  for (const name of names) results.push(await race(name)) // in turn: side by side they would share the processor
  const entries = results.flatMap((each) => ('figures' in each ? [each] : []))
  const own = entries.find(({ contender }) => contender === 'trilane')
  const peers = entries.filter((each) => each !== own)
  const all = need(prompts)
  return {
    ...{ name: scenario.name, what: scenario.what, prompts: count, need: all, minimumMs: minimumMs(all, profile) },
    ...{ results, goals: own ? goalsOf(own.figures, peers, scenario) : [] },
  }
}

/** What the provider will count for that prompt with its answer. */
function tokensOf(content: string, profile: SimulatorProfile): number {
  return chatAnswer({ model, messages: [{ role: 'user', content }] }, profile, { empty: false }, 0).usage.total_tokens
}

type BullmqPeer = { modules: string; port: number; stop: () => Promise<void> } | { notRun: string }
/** A fresh Redis, or why there is none. */
async function bullmqOf({ peersFolder, work }: Context): Promise<BullmqPeer> {
  const modules = installPeers(peersFolder)
  if (modules === null) return { notRun: 'npm could not install it' }
  if (!hasRedis()) return { notRun: 'redis-server is not installed' }
  try {
    const { port, stop } = await startRedis(mkdtempSync(join(work, 'redis-')), 'everysec')
    return { modules, port, stop }
  } catch (error) {
    return { notRun: error instanceof Error ? error.message : String(error) }
  }
}

function readOptions(args: string[]) {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      args,
      options: {
        ...{ json: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false } },
        ...{ scenario: text, contender: text, prompts: text, seed: text, 'fast-concurrency': text },
        dir: text,
      },
    })
    const fastConcurrency = values['fast-concurrency']
    return {
      ...{ json: values.json, strict: values.strict, dir: values.dir ?? tmpdir() },
      scenarios: chosen(values.scenario, scenarios, ({ name }) => name),
      contenders: chosen(values.contender, contenders, (name) => name),
      prompts: whole('prompts', values.prompts ?? '600', 1),
      seed: whole('seed', values.seed ?? '3', 0),
      fastConcurrency: fastConcurrency === undefined ? null : whole('fast-concurrency', fastConcurrency, 1),
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

function chosen<T>(asked: string | undefined, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const names = asked?.split(',') ?? all.map(nameOf)
  const unknown = names.find((name) => !all.some((one) => nameOf(one) === name))
  if (unknown !== undefined) throw new Error(`There is no "${unknown}".`)
  return all.filter((one) => names.includes(nameOf(one)))
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} is a whole number from ${least}.`)
  return value
}
