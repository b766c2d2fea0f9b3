import { expect, test } from 'vitest'
import { isCandidate, isResultsName, keyOfPath, resultsName, resultWords } from './names'

const words = resultWords(['Antworten'])

test.each([
  ['reviews.csv', true],
  ['REVIEWS.CSV', true],
  ['reviews.csv.gz', true],
  ['prompts.txt', true],
  ['the results.csv', true],
  ['results.csv', true],
  ['a.resultsets.csv', true],
  ['a.b.c.jsonl', true],
  ['.hidden.csv', false],
  ['._reviews.csv', false], // of macOS, on other disks
  ['.~lock.reviews.csv#', false],
  ['~$reviews.xlsx', false],
  ['~reviews.csv', false],
  ['reviews.csv.part', false],
  ['reviews.csv.crdownload', false],
  ['reviews.csv.download', false],
  ['reviews.csv.tmp', false],
  ['reviews.csv~', false],
  ['reviews.csv.partial', false],
  ['reviews.results.csv.partial', false],
  ['.reviews.results.xlsx.0f.tmp', false],
  ['reviews', false],
  ['reviews.pdf', false],
  ['desktop.ini', false],
  ['reviews.results.csv', false],
  ['reviews.RESULTS.CSV', false],
  ['reviews.results-2.csv', false],
  ['reviews.results.csv.gz', false],
  ['reviews.results copy.csv', false],
  ['reviews.results (1).csv', false],
  ['reviews.results - Copy.csv', false],
  ['reviews.results.results.jsonl', false],
  ['reviews.antworten-3.md', false], // a word that was set before
])('%s may be taken: %s', (name, may) => {
  expect(isCandidate(name, words)).toBe(may)
})

test.each([
  ['in/reviews.csv', 'reviews.results.csv'],
  ['reviews.csv.gz', 'reviews.results.csv'],
  ['a.b.jsonl', 'a.b.results.csv'],
  ['.txt', '.txt.results.csv'],
])('results of %s are called %s, and are results by that name', (path, name) => {
  expect(resultsName(path, 'results', 'csv', 1)).toBe(name)
  expect(isResultsName(name, words)).toBe(true)
  expect(isResultsName(resultsName(path, 'results', 'csv', 2), words)).toBe(true)
})

test('an accent is the same path in either form', () => {
  expect(keyOfPath('/in/é.csv')).toBe(keyOfPath('/in/é.csv'))
})
