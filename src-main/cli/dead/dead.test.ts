import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { act, aFailure, bulkOn, claim, die } from '#engine/bulk/temp-bulk'
import type { FailureCode, TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { UsageError } from '../args'
import { parseDead } from './args'
import { deadCommand } from './dead'
import { parseWhen } from './when'

vi.setConfig({ testTimeout: 30_000 }) // each command opens the folder, and what it costs is counted in a thread that it starts

/** A folder with letters: each dies of the cause that is named for it. */
async function setup(codes: readonly FailureCode[] = ['content_policy', 'content_policy', 'bad_request']) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  const batchId = await store.newBatch(aBatch('mine'))
  const ids = await store.enqueue(
    batchId,
    codes.map((_, n) => aTask(`prompt ${n + 1}`)),
    1,
  )
  await kill(store, codes)
  store.close()
  let [said, printed]: [string[], string[]] = [[], []]
  async function dead(...words: string[]) {
    ;[said, printed] = [[], []]
    const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
    const code = await deadCommand(
      [...words, '--data-dir', dataDir],
      {},
      voice,
      new AbortController().signal,
      () => 100,
    )
    return { code, said: said.join('\n'), printed: printed.join('\n') }
  }
  async function states() {
    const open = temp.reopen()
    const all = ids.map((id) => open.task(id)?.state.kind)
    open.close()
    return all
  }
  return { ids, dead, states, dataDir, temp }
}

async function kill(store: Store, codes: readonly FailureCode[]) {
  await store.beginBoot('test', '', 1)
  const { tasks } = await store.claim({
    ...{ lane: 'fast', limit: () => codes.length, now: 2, as: () => 'sent' as const },
    ...{ admit: () => true, windowOpen: () => true },
  })
  for (const task of tasks) {
    const code = codes[Number(task.id) - 1] ?? 'bad_request'
    const failure = { code, status: 400, providerCode: code, message: `no: ${code}`, requestId: null }
    const next = { retriesUsed: 0, state: { kind: 'dead', settledAt: 10 + Number(task.id), failure } } as const
    const ended = { progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
    await store.settle({ task, outcome: { kind: 'permanent', failure }, endedAt: 10, ...ended, next }, 10)
  }
}

test('list shows the groups with what to do, and --tasks the letters, the newest first', async () => {
  const { dead } = await setup()
  const { printed } = await dead('list')
  expect(printed).toMatch(/^2 tasks: .*\n[\s\S]*1 task: /)
  const groups = JSON.parse((await dead('list', '--json')).printed)
  expect(groups).toMatchObject([
    { count: 2, code: 'content_policy', firstAt: 11, lastAt: 12 },
    { count: 1, code: 'bad_request' },
  ])
  const lines = (await dead('list', '--tasks', '--json', '--cause', groups[0].cause)).printed.split('\n')
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([2, 1])
  expect((await dead('list', '--tasks', '--text', 'PROMPT 3')).printed).toMatch(/^3 .*prompt 3$/)
})

test('a group says how many of it are put away until later', async () => {
  const { dead, temp, ids } = await setup()
  const store = temp.reopen()
  const { bulk, clock } = bulkOn(store)
  await act(bulk, { kind: 'snooze', until: clock.now + 60_000 }, ids.slice(0, 1))
  store.close()
  expect((await dead('list')).printed).toMatch(/^2 tasks \(1 put away until later\): .*\n[\s\S]*1 task: /)
  expect(JSON.parse((await dead('list', '--json')).printed)).toMatchObject([{ count: 2, snoozed: 1 }, { snoozed: 0 }])
})

test('one is sent ahead, and the rest is released, paused, resumed and stopped by the number of the release', async () => {
  const { dead, temp, ids, states } = await setup()
  expect((await dead('releases')).said).toBe('There are no releases.')
  const probed = JSON.parse((await dead('probe', '--code', 'content_policy', '--pace', '20/min', '--json')).printed)
  expect(probed).toMatchObject({ id: 1, state: 'probing', pace: { kind: 'per_minute', n: 20 }, total: 1, left: 1 })
  expect(await states()).toEqual(['queued', 'dead', 'dead'])
  expect((await dead('pause', '1')).printed).toContain('dead resume 1')
  await expect(dead('pause', '1')).rejects.toMatchObject({ code: 'wrong_state' })
  expect((await dead('releases')).printed).toMatch(/^Release 1: One was sent ahead\. .* it is paused\./)
  expect(JSON.parse((await dead('resume', '1', '--json')).printed)).toMatchObject({ pausedAt: null })
  await expect(dead('release', '1')).rejects.toMatchObject({ code: 'wrong_state' }) // it has not succeeded yet
  expect((await dead('stop', '1')).printed).toMatch(/^Release 1: Ended by you after 0 of 1\. /)
  expect(await states()).toEqual(['queued', 'dead', 'dead'])
  const store = temp.reopen()
  expect(store.task(ids[0] as TaskId)?.attempts).toBe(1) // nothing was called
  store.close()
  await expect(dead('release', '9')).rejects.toMatchObject({ code: 'not_found' })
  await expect(dead('probe')).rejects.toThrow(UsageError)
  await expect(dead('pause')).rejects.toThrow('Name one release by its number')
  await expect(dead('release', '1', '--pace', 'fast')).rejects.toThrow('--pace takes all')
})

test('a requeue by filter changes those alone, calls nothing, and says who runs them', async () => {
  const { dead, states } = await setup()
  const dry = await dead('requeue', '--code', 'content_policy', '--dry-run')
  expect([dry.code, dry.said]).toEqual([
    0,
    '2 of 2 would be put in line. Nothing was changed.\n2 will fail again, such as 2: nothing changed in what they died of.\nRunning them costs nothing: they run on this computer (about 19 tokens in).',
  ])
  expect(await states()).toEqual(['dead', 'dead', 'dead'])
  const { code, said } = await dead('requeue', '--code', 'content_policy', '--to-lane', 'heavy')
  expect([code, said]).toEqual([0, expect.stringMatching(/^2 of 2 were put in line\.\n[\s\S]*\nNothing was called\./)])
  expect(await states()).toEqual(['queued', 'queued', 'dead'])
  const again = await dead('requeue', '1', '3', '99')
  expect([again.code, again.said]).toEqual([2, expect.stringMatching(/^1 of 3 were put in line/)])
})

test('a group is named by its key, and a requeue takes limits of its own', async () => {
  const { dead, states, temp, ids } = await setup()
  const [{ cause }] = JSON.parse((await dead('list', '--json', '--limit', '1')).printed)
  const dry = JSON.parse(
    (await dead('requeue', cause, '--dry-run', '--json', '--to-model', 'practice-reasoner')).printed,
  )
  expect(dry.plan).toMatchObject({ total: 2, eligible: 2, willFailAgain: { n: 0 }, cost: { price: 'free', calls: 2 } })
  const limits = ['--timeout-ms', '90000', '--retries', '1', '--max-output-tokens', '50']
  expect((await dead('requeue', cause, ...limits)).code).toBe(0)
  expect(await states()).toEqual(['queued', 'queued', 'dead'])
  const store = temp.reopen()
  const [id = expect.fail()] = ids
  expect(store.task(id)?.letter?.limits).toEqual({ timeoutMs: 90_000, retries: 1 })
  expect(store.payloads.get(id, 2).request).toMatchObject({ maxOutputTokens: 50 })
  expect(store.bulk.counts().dead).toBe(1)
  store.close()
})

test('Ctrl-C before anything was done leaves all as it is', async () => {
  const { states, temp } = await setup()
  const stopped = deadCommand(
    ['requeue', '--all', '--data-dir', temp.dataDir],
    {},
    { say: () => {}, print: () => {} },
    AbortSignal.abort(),
  )
  await expect(stopped).rejects.toMatchObject({ message: expect.stringContaining('Nothing was changed') })
  expect(await states()).toEqual(['dead', 'dead', 'dead'])
  const out = join(temp.dataDir, 'letters.jsonl')
  writeFileSync(out, 'as it was')
  const exported = deadCommand(
    ['export', '--out', out, '--data-dir', temp.dataDir],
    {},
    { say: () => {}, print: () => {} },
    AbortSignal.abort(),
  )
  await expect(exported).rejects.toMatchObject({ message: expect.stringContaining('No file was written') })
  expect(readFileSync(out, 'utf8')).toBe('as it was')
  expect(readdirSync(temp.dataDir).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('more than fifty are changed only with --yes', async () => {
  const { dead, states } = await setup(Array.from({ length: 51 }, () => 'content_policy' as const))
  const { code, said } = await dead('discard', '--all')
  expect([code, said]).toEqual([2, expect.stringContaining('51 of 51 would be discarded. Nothing was changed.')])
  expect(new Set(await states())).toEqual(new Set(['dead']))
  expect((await dead('discard', '--all', '--yes', '--reason', 'old', '--json')).printed).toContain('"done":51')
  expect(new Set(await states())).toEqual(new Set(['cancelled']))
})

test('one letter takes a new prompt from a file', async () => {
  const { dead, dataDir, temp, ids } = await setup()
  const file = join(dataDir, 'new.txt')
  writeFileSync(file, 'Better\n')
  expect((await dead('requeue', '3', '--prompt-file', file)).code).toBe(0)
  const store = temp.reopen()
  expect(store.task(ids[2] as TaskId)).toMatchObject({ revision: 2, state: { kind: 'queued' } })
  expect(store.payloads.text(ids[2] as TaskId, 2)).toContain('"Better"')
  store.close()
  await expect(dead('requeue', '1', '--prompt-file', `${file}.no`)).rejects.toThrow(
    /cannot be read.*Nothing was changed/,
  )
})

test('show and export give the whole letter, to read or as JSON, and without texts where asked', async () => {
  const { dead, dataDir } = await setup()
  const shown = (await dead('show', '1')).printed
  expect(shown).toContain('Task 1, dead: prompt 1')
  expect(shown).toContain('Attempt 1 of revision 1')
  expect(JSON.parse((await dead('show', '1', '--json')).printed)).toMatchObject({ format: 'trilane-letter/1' })
  const out = join(dataDir, 'letters.jsonl')
  const { code, said } = await dead('export', '--out', out, '--without-texts')
  expect([code, said]).toEqual([0, expect.stringContaining('3 letters were written')])
  const text = readFileSync(out, 'utf8')
  expect(text.trimEnd().split('\n')).toHaveLength(3)
  expect(text).not.toContain('prompt 1')
  expect(JSON.parse((await dead('export', '--format', 'json', '--limit', '2')).printed)).toHaveLength(2)
  await expect(dead('show', '99')).rejects.toMatchObject({ code: 'not_found' })
})

test('what a person noted and earlier deaths are shown with a letter', async () => {
  const { dead, temp, ids } = await setup()
  const store = temp.reopen()
  const { bulk } = bulkOn(store)
  const [id = expect.fail()] = ids
  await act(bulk, { kind: 'requeue' }, [id])
  await store.beginBoot('again', '', 15)
  for (const task of await claim(store, 1))
    await die(store, task, 20, {
      ...aFailure('content_policy'),
      providerCode: 'content_policy',
      message: 'no: content_policy',
    })
  await act(bulk, { kind: 'annotate', label: 'legal', note: 'ask them' }, [id])
  store.close()
  expect((await dead('list', '--tasks')).printed).toContain('[died of it 2 times in a row; label legal]')
  const shown = (await dead('show', '1')).printed
  for (const words of ['2 times in a row', 'dead before after attempt 1.', 'Label: legal', 'Note: ask them'])
    expect(shown).toContain(words)
  await dead('discard', '1', '--reason', 'not ours')
  expect((await dead('show', '1')).printed).toContain('Discarded: not ours')
})

test('while the app has the folder open it says so, and changes nothing', async () => {
  const { dead, temp, states } = await setup()
  const open = temp.reopen()
  await expect(dead('requeue', '--all')).rejects.toMatchObject({ code: 'in_use' })
  open.close()
  expect(await states()).toEqual(['dead', 'dead', 'dead'])
})

test.each([
  ['', /dead what\?/],
  ['fly', /no dead fly/],
  ['show', /Name one letter/],
  ['show x', /no number of a letter/],
  ['requeue', /--all for all of them/],
  ['discard --all --code auth', /does not go with/],
  ['requeue --all --prompt-file f', /one letter/],
  ['list --code nonsense', /--code is one of/],
  ['list --since soon', /--since takes a time/],
  ['list --limit 0', /--limit/],
  ['export --format xml', /is json or jsonl/],
  ['list auth.401.0123456789abcdef --cause x', /one group at a time/],
  ['requeue 1 --to-lane slow', /is fast or heavy/],
  ['requeue 1 --timeout-ms soon', /whole number/],
])('“dead %s” is a usage error that says what is wrong', (words, message) => {
  const parse = () => parseDead(words === '' ? [] : words.split(' '))
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
})

test('a filter that names what is not there says what there is', async () => {
  const { dead } = await setup()
  await expect(dead('list', '--batch', 'other')).rejects.toThrow('1 (mine)')
  await expect(dead('list', '--provider', 'other')).rejects.toThrow('practice (Practice)')
})

test('a time is a date, or ago', () => {
  expect(parseWhen('2h', 10_000_000)).toBe(2_800_000)
  expect(parseWhen('2026-11-26T10:00Z', 0)).toBe(Date.UTC(2026, 10, 26, 10))
  expect([parseWhen('2026-13-40', 0), parseWhen('soon', 0)]).toEqual([null, null])
})
