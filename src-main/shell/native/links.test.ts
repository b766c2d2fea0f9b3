import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLink, parseLink } from './links'

test.each([
  ['trilane://task/12', { to: 'task', id: 12 }],
  ['trilane://batch/3/', { to: 'batch', id: 3 }],
  ['trilane://dead-letters', { to: 'dead_letters' }],
  ['trilane://insights', { to: 'insights' }],
  ['TRILANE://Queue/', { to: 'queue' }],
  ['trilane://settings', { to: 'settings' }],
])('%s leads into the app', (link, destination) => {
  expect(parseLink(link)).toEqual(destination)
})

test.each([
  'trilane://task', // of which?
  'trilane://task/0',
  'trilane://task/-1',
  'trilane://task/1e3',
  'trilane://task/9007199254740993000',
  'trilane://task/1/cancel',
  'trilane://queue/7',
  'trilane://nowhere',
  'trilane://dead-letters?requeue=all',
  'trilane://dead-letters#x',
  'trilane://user@queue',
  'trilane://queue:80',
  'trilane:queue',
  'trilane://que%75e',
  ' trilane://queue',
  'https://queue',
  `trilane://${'queue'.repeat(40)}`,
  '',
])('%j is refused', (link) => {
  expect(parseLink(link)).toBeNull()
})

test('whatever a link says, it is a place or nothing', () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      const found = parseLink(`trilane://${rest}`)
      expect(found === null || Object.keys(found).every((key) => key === 'to' || key === 'id')).toBe(true)
    }),
  )
})

test('a link is told from a file by its scheme alone', () => {
  expect(['trilane://x', 'Trilane:x', 'trilane.txt', '/trilane:/x'].map(isLink)).toEqual([true, true, false, false])
})
