import { resolve } from 'node:path'
import { systemClock } from '#engine/system-clock'
import { settled, total } from '#shared/batch'
import { type WatchFile, WatchInput, type WatchView } from '#shared/watch'
import { openStore, type Store } from '#store/store'
import { keyOfPath } from '../../wiring/watch/names'
import { createWatching, type Watching } from '../../wiring/watch/watching'
import { UsageError } from '../args'
import { defaultDataDir } from '../data-dir'
import { dollars } from '../dollars'
import { findTemplate } from '../template/option'
import { dayBudgetOf, parseWatch, retryOf, type WatchCommand } from './args'

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }
type Adding = Extract<WatchCommand, { kind: 'add' }>

/** `trilane watch`. Nothing is taken here: the app or `trilane work` does that. @returns the exit code. @throws UsageError, CommandError */
export async function watchCommand(words: readonly string[], env: NodeJS.ProcessEnv, voice: Voice): Promise<0> {
  const command = parseWatch(words)
  const store = openStore(command.options['data-dir'] ?? defaultDataDir(env))
  try {
    await store.write(() => store.providers.ensurePractice(Date.now()))
    const watching = createWatching({ store, clock: systemClock, wake: () => {} }) // never begun: no folder is looked at
    const changed = await carryOut(command, watching, store, voice.say)
    if (command.options.json) voice.print(JSON.stringify(command.kind === 'list' ? watching.list() : changed))
    return 0
  } finally {
    store.close()
  }
}

async function carryOut(
  command: WatchCommand,
  watching: Watching,
  store: Store,
  say: Voice['say'],
): Promise<WatchView | null> {
  const [folder = '', file = ''] = command.words
  switch (command.kind) {
    case 'list': {
      const all = watching.list()
      if (all.length === 0) say('No folder is watched.')
      for (const watch of all) for (const line of lines(watch, store)) say(line)
      return null
    }
    case 'add': {
      const added = await watching.save(inputOf(command, folder, store))
      for (const line of lines(added, store)) say(line)
      say('Each file that appears there is sent while the app is open, or with trilane work.')
      return added
    }
    case 'pause':
    case 'resume': {
      const changed = await watching.setPaused(find(watching, folder).id, command.kind === 'pause')
      for (const line of lines(changed, store)) say(line)
      return changed
    }
    case 'remove': {
      const found = find(watching, folder)
      await watching.remove(found.id)
      const freed = found.options.dayBudget === null ? '' : ', and its budget of a day holds nothing of them any more'
      say(`${found.folder} is not watched any more. Its batches and results are kept${freed}.`)
      return found
    }
    case 'day-budget': {
      const changed = await watching.setDayBudget(find(watching, folder).id, dayBudgetOf(file))
      for (const line of lines(changed, store)) say(line)
      return changed
    }
    case 'retry': {
      const watch = find(watching, folder)
      const known = store.watches.known(watch.id, [file.replaceAll('\\', '/')]).get(file.replaceAll('\\', '/'))
      if (!known) throw new UsageError(`Nothing is known of ${file} in ${watch.folder}. Name it as watch list does.`)
      const changed = await watching.retry(known.id, retryOf(command.options))
      say(`${known.path} is looked at again while the app is open, or with trilane work.`)
      return changed
    }
  }
}

/** By number, or by a folder that is watched once. */
function find(watching: Watching, word: string): WatchView {
  const all = watching.list()
  const key = keyOfPath(resolve(word))
  const found = all.filter(({ id, folder }) => String(id) === word || keyOfPath(folder) === key)
  const [first] = found
  if (first && found.length === 1) return first
  const known = all.map(({ id, folder }) => `${id} (${folder})`).join(', ')
  if (first) throw new UsageError(`${word} is watched more than once. Use the number: ${known}.`)
  throw new UsageError(`${word} is not watched. ${known === '' ? 'No folder is.' : `There are: ${known}.`}`)
}

function inputOf({ options }: Adding, folder: string, store: Store): WatchInput {
  const { template, column, existing, subfolders, lane, provider, model, budget, format, word, settle } = options
  const all = store.providers.all()
  const chosen = provider === undefined ? null : all.find(({ name, id }) => name === provider || id === provider)
  if (chosen === undefined)
    throw new UsageError(`There is no provider ${provider}. There are: ${all.map(({ name }) => name).join(', ')}.`)
  const saved = template && findTemplate(store, template)
  return WatchInput.parse({
    ...{ folder: resolve(folder), existing },
    options: {
      template: saved ? { id: saved.id, version: template?.version ?? null } : null,
      ...{ promptColumn: column ?? null, subfolders, lane, providerId: chosen?.id ?? null, model: model ?? null },
      ...{ budget: budget ?? null, dayBudget: options['day-budget'] ?? null },
      badRows: options['skip-bad'] ? 'leave_out' : 'refuse',
      changed: options.changed === 'all' ? 'all' : 'new_rows',
      dryRun: options['dry-run'] === undefined ? null : { rows: options['dry-run'] },
      ...{ results: { format, word }, settleMs: settle * 1000 },
    },
  })
}

function lines(watch: WatchView, store: Store): string[] {
  const { id, folder, options, state, pausedFor, templateName, filesCount } = watch
  const { template, promptColumn, providerId, model, budget, dayBudget, dryRun, results } = options
  const version = template?.version == null ? '' : `@${template.version}`
  const by = template
    ? `by ${templateName ?? 'a template that is gone'}${version}`
    : `prompts in ${promptColumn ?? 'their only column'}`
  const provider = providerId && (store.providers.get(providerId)?.name ?? 'a provider that is gone')
  const more = [
    ...(provider || model ? [`to ${[provider, model].filter(Boolean).join(', ')}`] : []),
    ...(budget === null ? [] : [`at most $${dollars(budget)} a file`]),
    ...(dayBudget === null ? [] : [`at most $${dollars(dayBudget)} a day ($${dollars(watch.spentToday)} spent today)`]),
    ...(dryRun === null ? [] : [`the first ${dryRun.rows} rows first`]),
    ...(options.changed === 'all' ? ['all rows again of a file that changes'] : []),
    `results as ${results.format} (${results.word})`,
  ]
  return [
    `${id} ${folder}: ${state === 'paused' ? 'paused, ' : ''}${by}, ${more.join(', ')}, ${filesCount} ${filesCount === 1 ? 'file' : 'files'}`,
    ...(pausedFor === null ? [] : [`  It paused itself: ${pausedFor}`]),
    ...watch.files.map((file) => `  ${fileWords(file)}`),
  ]
}

function fileWords(file: WatchFile): string {
  const { path, state, reason, batchId, counts, dryRunWaits, results, resultsState, leftOut, badRows } = file
  switch (state) {
    case 'failed':
      return `${path}: not sent. ${reason}`
    case 'asked':
      return `${path}: is looked at again`
    case 'same':
      return `${path}: the same rows as ${batchId === null ? 'a batch before' : `batch ${batchId}`}, not sent again`
    default: {
      const far = counts
        ? `, ${settled(counts)} of ${total(counts)} ended${counts.dead > 0 ? `, ${counts.dead} dead` : ''}`
        : ''
      const waits = dryRunWaits ? `, the rest waits for batch release ${batchId}` : ''
      const written = resultsState === 'written' ? `, results in ${results}` : ''
      const bad = badRows?.state === 'written' ? ` to ${badRows.path}` : ''
      const left = leftOut > 0 ? `, ${leftOut} left out${bad}` : ''
      return `${path}: ${batchId === null ? 'its batch was removed' : `batch ${batchId}`}${far}${left}${waits}${written}`
    }
  }
}
