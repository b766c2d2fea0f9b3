import { chooseTarget } from '#engine/choose-target'
import { createSchedules, type Schedules } from '#engine/schedules/schedules'
import { openImport } from '#io/scan'
import { settled, total } from '#shared/batch'
import { firingWords } from '#shared/firing-words'
import { promptOf, systemOf } from '#shared/request'
import { mostPrompts, ruleWords, ScheduleInput, type ScheduleView, type TemplatePrompt } from '#shared/schedule'
import { machineZone, sameZone } from '#shared/zoned-time'
import { openStore, type Store } from '#store/store'
import { UsageError } from './args'
import { defaultDataDir } from './data-dir'
import { policyOf } from './policy-options'
import { parseSchedule, type ScheduleCommand } from './schedule-args'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }
type Adding = Extract<ScheduleCommand, { kind: 'add' }>

/** `trilane schedule`. @returns the exit code. @throws UsageError, CommandError */
export async function scheduleCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
  stop: AbortSignal,
  now: () => number = Date.now,
): Promise<0> {
  const command = parseSchedule(words)
  const template = command.kind === 'add' ? await promptsOf(command, stop) : []
  const store = openStore(command.dataDir ?? defaultDataDir(env))
  try {
    await store.write(() => store.providers.ensurePractice(now()))
    const schedules = createSchedules({
      ...{ store: store.schedules, now, target: (wish) => chooseTarget(store.providers, wish) },
      cancelBatch: async () => {}, // only a regular firing cancels one, and the command line fires none
      wake: () => {}, // no lane runs here
    })
    const changed = await carryOut(command, template, schedules, store, say, now)
    if (command.json) print(JSON.stringify(command.kind === 'list' ? schedules.list() : changed))
    return 0
  } finally {
    store.close()
  }
}

async function carryOut(
  command: ScheduleCommand,
  template: TemplatePrompt[],
  schedules: Schedules,
  store: Store,
  say: Voice['say'],
  now: () => number,
): Promise<ScheduleView | null> {
  switch (command.kind) {
    case 'list': {
      const all = schedules.list()
      if (all.length === 0) say('Nothing is scheduled.')
      for (const schedule of all) say(line(schedule, now()))
      return null
    }
    case 'add': {
      const added = await schedules.save(inputOf(command, template, store))
      say(line(added, now()))
      for (const at of schedules.preview(added.cron, added.timeZone).next)
        say(`  ${firingWords(at, now(), added.timeZone, machineZone())}`)
      return added
    }
    case 'pause':
    case 'resume': {
      const { id } = find(schedules, command.name)
      const changed = await schedules.setPaused(id, command.kind === 'pause')
      say(line(changed, now()))
      return changed
    }
    case 'run': {
      const { id, name, template: queued } = find(schedules, command.name)
      await schedules.runNow(id)
      const count = queued.prompts.length
      say(
        `${name} queued ${count} ${count === 1 ? 'prompt' : 'prompts'}. They run while the app is open, or with trilane work.`,
      )
      return find(schedules, String(id))
    }
    case 'remove': {
      const found = find(schedules, command.name)
      await schedules.remove(found.id)
      say(`${found.name} is removed. Its batches and results are kept.`)
      return found
    }
  }
}

/** By number, or by a name that only one has. */
function find(schedules: Schedules, name: string): ScheduleView {
  const all = schedules.list()
  const named = all.filter((each) => each.name === name || String(each.id) === name)
  const [first] = named
  if (first && named.length === 1) return first
  const known = all.map((each) => `${each.id} (${each.name})`).join(', ')
  if (first) throw new UsageError(`Several schedules are named ${name}. Use the number: ${known}.`)
  throw new UsageError(
    `There is no schedule ${name}. ${known === '' ? 'Nothing is scheduled.' : `There are: ${known}.`}`,
  )
}

function inputOf({ name, timeZone, options }: Adding, prompts: TemplatePrompt[], store: Store): ScheduleInput {
  const { cron, lane, provider, model, priority, missed, overlap } = options
  const providers = store.providers.all()
  const chosen =
    provider === undefined ? null : providers.find((each) => each.name === provider || each.id === provider)
  if (chosen === undefined) {
    const known = providers.map((each) => each.name).join(', ')
    throw new UsageError(`There is no provider ${provider}. There are: ${known}.`)
  }
  const input = {
    name,
    cron,
    timeZone,
    lane,
    model: model ?? null,
    priority,
    missed,
    overlap,
    providerId: chosen?.id ?? null,
    options: { reuse: options.reuse, policy: policyOf(options) },
  }
  const read = ScheduleInput.safeParse({ ...input, template: { kind: 'prompts', prompts } })
  if (read.success) return read.data
  throw new UsageError(read.error.issues[0]?.message ?? 'This is no schedule.')
}

/** The prompts that were written out, or those of a file. */
async function promptsOf({ options }: Adding, signal: AbortSignal): Promise<TemplatePrompt[]> {
  const { prompt, prompts: file, system } = options
  const common = system === undefined ? {} : { system }
  if (file === undefined) return prompt.map((text) => ({ prompt: text, ...common }))
  const session = await openImport([file])
  const { promptColumn, promptColumnCertain, needsPromptColumn } = await session.scan({ signal })
  if (needsPromptColumn && !promptColumnCertain)
    throw new UsageError(`Which column of ${file} holds the prompt is not clear. Save the prompts one a line as .txt.`)
  const found: TemplatePrompt[] = []
  for await (const { request, model } of session.tasks(promptColumn, { signal })) {
    if (request.kind !== 'chat')
      throw new UsageError(`${file} holds requests that are no prompts. A schedule takes prompts.`)
    const own = systemOf(request)
    found.push({
      ...{ prompt: promptOf(request), ...common, ...(own === '' ? {} : { system: own }) },
      ...(model ? { model } : {}),
    })
    if (found.length > mostPrompts)
      throw new UsageError(`${file} holds more than ${mostPrompts} prompts, the most that a schedule takes.`)
  }
  return found
}

/** '3 Nightly: Every day at 22:00, next tomorrow at 22:00, last 12 of 12 ended' */
function line(schedule: ScheduleView, now: number): string {
  const { id, name, timeZone, nextAt, state, lastBatch, lastSkip, skipped } = schedule
  const zone = sameZone(timeZone, machineZone()) ? '' : ` in ${timeZone}`
  const next =
    state === 'paused' ? 'paused' : nextAt === null ? 'no more' : `next ${firingWords(nextAt, now, timeZone, timeZone)}`
  const last = lastBatch
    ? `, last ${settled(lastBatch.counts)} of ${total(lastBatch.counts)} ended${lastBatch.counts.dead > 0 ? `, ${lastBatch.counts.dead} dead` : ''}`
    : ''
  const left = lastSkip === null ? '' : `\n  ${skipped} left out. Last: ${lastSkip.message}`
  return `${id} ${name}: ${ruleWords(schedule)}${zone}, ${next}${last}${left}`
}
