import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { tempStore } from '#store/temp-store'
import { UsageError } from './args'
import { scheduleCommand } from './schedule'
import { parseSchedule } from './schedule-args'

const now = Date.parse('2026-11-24T12:00Z')
let files: ReturnType<typeof tempStore>
let said: string[]
let printed: string[]
beforeEach(() => {
  files = tempStore()
  files.store.close() // the command line opens the folder itself
  said = []
  printed = []
})
afterEach(() => files.remove())

const voice = { say: (line: string) => said.push(line), print: (line: string) => printed.push(line) }
const schedule = (...words: string[]) =>
  scheduleCommand([...words, '--data-dir', files.dataDir], {}, voice, new AbortController().signal, () => now)
const nightly = ['add', 'Nightly', '--cron', '0 22 * * *', '--time-zone', 'UTC', '--prompt', 'News of {{date}}']

describe('trilane schedule', () => {
  it('adds one and says when it fires', async () => {
    expect(await schedule(...nightly, '--prompt', 'Weather', '--system', 'Be brief', '--json')).toBe(0)
    expect(said[0]).toMatch(/^1 Nightly: Every day at 22:00.*, next today at 22:00$/)
    expect(said).toHaveLength(6)
    const [added] = files.reopen().schedules.all()
    expect(added?.template.prompts).toEqual([
      { prompt: 'News of {{date}}', system: 'Be brief' },
      { prompt: 'Weather', system: 'Be brief' },
    ])
    expect(JSON.parse(printed.join())).toMatchObject({ id: 1, words: 'Every day at 22:00' })
  })
  it('gives its batches reuse and rules of their own', async () => {
    const rules = '--reuse --retries 1 --backoff linear --jitter none'.split(' ')
    await schedule(...nightly, ...rules)
    await schedule(...nightly.with(1, 'Plain'))
    const [own, plain] = files.reopen().schedules.all()
    expect(own?.options).toEqual({
      reuse: true,
      policy: { retries: 1, backoff: 'linear', jitter: 'none' },
      windows: [],
    })
    expect(plain?.options).toEqual({ reuse: false, policy: {}, windows: [] })
  })
  it('takes the prompts of a file', async () => {
    const file = join(files.dataDir, 'prompts.txt')
    writeFileSync(file, 'One\nTwo\nThree\n')
    await schedule('add', 'From a file', '--cron', '@daily', '--prompts', file)
    expect(
      files
        .reopen()
        .schedules.all()[0]
        ?.template.prompts.map(({ prompt }) => prompt),
    ).toEqual(['One', 'Two', 'Three'])
  })
  it('lists, pauses, resumes, runs and removes by name or number', async () => {
    await schedule(...nightly)
    await schedule('pause', 'Nightly')
    expect(said.at(-1)).toContain('paused')
    await schedule('resume', '1')
    expect(said.at(-1)).toContain('next today at 22:00')
    await schedule('run', 'Nightly')
    expect(said.at(-1)).toBe('Nightly queued 1 prompt. They run while the app is open, or with trilane work.')
    said = []
    await schedule('list', '--json')
    expect(said[0]).toContain('last 0 of 1 ended')
    expect(JSON.parse(printed.join())).toMatchObject([{ fired: 1, lastBatch: { name: 'Nightly 2026-11-24 12:00' } }])
    await schedule('remove', 'Nightly')
    said = []
    await schedule('list')
    expect(said).toEqual(['Nothing is scheduled.'])
    expect(files.reopen().batches.newest(5)).toHaveLength(1)
  })
  it('says which there are when it does not know the one that is named', async () => {
    await schedule(...nightly)
    await schedule(...nightly)
    await expect(schedule('pause', 'Daily')).rejects.toThrow('There are: 1 (Nightly), 2 (Nightly).')
    await expect(schedule('pause', 'Nightly')).rejects.toThrow('Use the number')
    await expect(schedule(...nightly, '--provider', 'OpenAI')).rejects.toThrow('There are: Practice.')
  })
  it('refuses an expression that never fires', async () => {
    await expect(schedule('add', 'Never', '--cron', '0 0 30 2 *', '--prompt', 'x')).rejects.toThrow('It never fires')
    expect(files.reopen().schedules.all()).toEqual([])
  })
})

test.each([
  ['', /schedule what\?/],
  ['fly', /no schedule fly/],
  ['add', /--cron is missing/],
  ['add --cron @daily --prompt x', /Name the schedule/],
  ['add A --cron @daily', /Say what it queues/],
  ['add A --cron @daily --prompt x --prompts f', /Say what it queues/],
  ['add A B --cron @daily --prompt x', /in quotes: "A B"/],
  ['add A --cron @daily --prompt x --time-zone Mars', /--time-zone is no time zone/],
  ['add A --cron @daily --prompt x --missed never', /--missed is skip, once or all/],
  ['add A --cron @daily --prompt x --overlap both', /--overlap is skip, queue or cancel-previous/],
  ['add A --cron @daily --prompt x --lane slow', /--lane is auto/],
  ['add A --cron @daily --prompt x --priority 999', /--priority/],
  ['pause', /Name the schedule/],
  ['list A', /takes no name/],
  ['list --nonsense', /--nonsense/],
])('“schedule %s” is a usage error that says what is wrong', (words, message) => {
  const split = words === '' ? [] : words.split(' ')
  expect(() => parseSchedule(split)).toThrow(UsageError)
  expect(() => parseSchedule(split)).toThrow(message)
})
