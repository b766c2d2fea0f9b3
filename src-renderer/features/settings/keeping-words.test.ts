import { expect, it } from 'vitest'
import { choiceOf, copyWords, daysOf, keepOptions, lastWords, planWords, sizeWords } from './keeping-words'

const size = {
  database: 1_200_000_000,
  rawAnswers: 0,
  search: 0,
  backups: 0,
  backupCount: 0,
  setAside: 0,
  setAsideCount: 0,
  free: 0,
}

it('keeps a number of days that is none of the usual ones', () => {
  expect(keepOptions(30).map(({ label }) => label)).toEqual([
    'For ever',
    '1 day',
    '7 days',
    '30 days',
    '90 days',
    '365 days',
  ])
  expect(keepOptions(45).at(-1)).toEqual({ value: '45', label: '45 days' })
  expect([null, 45].map((days) => daysOf(choiceOf(days)))).toEqual([null, 45])
})

it('says how large everything is', () => {
  expect(sizeWords(size)).toBe('1.2 GB: 1.2 GB database')
  expect(sizeWords({ ...size, search: 300_000_000, backups: 600_000_000, backupCount: 6 })).toBe(
    '2.1 GB: 1.2 GB database, 300 MB search index, 600 MB in 6 backups',
  )
  expect(sizeWords({ ...size, rawAnswers: 12_000_000 })).toBe('1.2 GB: 1.2 GB database (12 MB of it raw answers)')
  expect(sizeWords({ ...size, setAside: 1_000_000_000, setAsideCount: 1 })).toBe(
    '2.2 GB: 1.2 GB database, 1 GB set aside',
  )
})

it('says what would go, and which copies still have it', () => {
  expect(planWords({ tasks: 0, texts: 0 })).toBe('')
  expect(planWords({ tasks: 1_200, texts: 1 })).toBe('1,200 tasks and the texts of 1 task')
  expect(copyWords({ ...size, backupCount: 3 })).toMatch(/^3 backups still have[^.]*\.$/)
  expect(copyWords({ ...size, backupCount: 1, setAsideCount: 2 })).toMatch(
    /^1 backup still has .* set aside is kept whole until you delete it below: 2 older copies of all your data\.$/,
  )
  expect(copyWords(size)).toBe('There are no backups or older copies that would still have them.')
})

it('does not say that all is gone before the file was rewritten', () => {
  const last = { at: 1, tasks: 2, texts: 0, tidied: false }
  const keeping = {
    retention: { taskDays: 1, textDays: null },
    rawAnswers: { keep: false, maxMb: 200 },
    size,
    setAside: [],
    plan: { tasks: 0, texts: 0 },
    last,
    purging: false,
  }
  expect(lastWords({ ...keeping, untidySince: 1 })).toMatch(/^Traces/)
  expect(lastWords({ ...keeping, untidySince: null })).toMatch(/2 tasks removed\.$/)
})
