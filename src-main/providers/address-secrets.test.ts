import { expect, test } from 'vitest'
import { addressSecrets, withoutAddressSecrets } from './address-secrets'

test.each([
  [
    'https://gate.example/v1?api_key=topsecret&region=eu',
    'https://gate.example/v1?api_key=MARK&region=eu',
    ['topsecret'],
  ],
  ['https://f.example/api?code=abc%2F1&alt=sse', 'https://f.example/api?code=MARK&alt=sse', ['abc/1']],
  ['https://a.example/?api-version=2024-10-01-preview', 'https://a.example/?api-version=2024-10-01-preview', []],
  ['https://a.example/?t=0123456789abcdef0123', 'https://a.example/?t=MARK', ['0123456789abcdef0123']],
  ['https://a.example/?auth=', 'https://a.example/?auth=', []],
])('of %s it hides what lets its bearer in', (address, shown, secrets) => {
  expect(withoutAddressSecrets(address, 'MARK')).toBe(shown)
  expect(addressSecrets(address)).toEqual(secrets)
})

test('a name before the host may be a key as well', () => {
  expect(withoutAddressSecrets('https://token1:p%40ss@a.example/v1', 'MARK')).toBe('https://MARK:MARK@a.example/v1')
  expect(addressSecrets('https://token1:p%40ss@a.example/v1')).toEqual(['token1', 'p%40ss', 'p@ss'])
})

test('what is no address has none', () => {
  expect(addressSecrets('not an address')).toEqual([])
})
