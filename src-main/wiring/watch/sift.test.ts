import { expect, test } from 'vitest'
import type { StoredWatchFile } from '#store/watches'
import { sift } from './sift'

const row = (part: Partial<StoredWatchFile>) =>
  ({ path: 'a.csv', size: 9, mtime: '5', state: 'taken', problem: null, ...part }) as StoredWatchFile
const settleMs = 5_000

// [what it is, what is known of it, when it was first seen so and how, the file now, what it is to be]
test.each([
  ['new', null, null, {}, 'changing'],
  ['new and empty', null, null, { size: 0 }, 'empty'],
  ['still for less than it takes', null, { since: 5_001 }, {}, 'changing'],
  ['still for as long as it takes', null, { since: 5_000 }, {}, 'ready'],
  ['longer than when it was seen', null, { since: 0, size: 8 }, {}, 'changing'],
  ['of the same size, written anew', null, { since: 0, mtime: '4' }, {}, 'changing'],
  ['taken as it is', row({}), null, {}, 'dealt with'],
  ['ended as it is', row({ state: 'ended' }), null, {}, 'dealt with'],
  ['left as it is', row({ state: 'left' }), null, {}, 'dealt with'],
  ['the same as another', row({ state: 'same' }), null, {}, 'dealt with'],
  ['refused as it is', row({ state: 'failed', problem: 'bad_rows' }), null, {}, 'dealt with'],
  ['not readable then', row({ state: 'failed', problem: 'unreadable' }), null, {}, 'ready'],
  ['asked for', row({ state: 'asked' }), null, {}, 'ready'],
  ['another than was taken', row({ size: 8 }), null, {}, 'changing'],
  ['of another date than was taken, and still', row({ mtime: '4' }), { since: 0 }, {}, 'ready'],
  ['taken, and made empty since', row({}), null, { size: 0 }, 'empty'],
] as const)('a file that is %s', (_what, known, seen, now, expected) => {
  const file = { path: 'a.csv', size: 9, mtime: '5', ...now }
  const sifted = sift({
    found: [file],
    known: new Map(known ? [['a.csv', known]] : []),
    settling: new Map(seen ? [['a.csv', { size: 9, mtime: '5', ...seen }]] : []),
    ...{ settleMs, now: 10_000 },
  })
  const state = sifted.ready.length > 0 ? 'ready' : (sifted.waiting[0]?.why ?? 'dealt with')
  expect(state).toBe(expected)
  if (state === 'changing') expect(sifted.waitMs).toBe(seen?.since === 5_001 ? 1 : settleMs)
})
