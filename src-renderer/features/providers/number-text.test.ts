import { describe, expect, it } from 'vitest'
import { parseCount, parseDollars } from './number-text'

describe('a typed number', () => {
  it.each([
    ['600', 600],
    [' 200,000 ', 200_000],
    ['200.000', 200_000],
    ['1 000 000', 1_000_000],
    ['200k', 200_000],
    ['1.5M', 1_500_000],
    ['0.5k', 500],
    ['1,000,000', 1_000_000],
  ])('%s is read', (text, value) => expect(parseCount(text)).toBe(value))
  it.each(['', '0', '-5', 'many', '1.5', '1.0005k', '6oo'])('%s is none', (text) => expect(parseCount(text)).toBeNull())
})

describe('typed dollars', () => {
  it.each([
    ['3', 3],
    ['$2.50', 2.5],
    ['0,15', 0.15],
    ['0', 0],
    ['.5', 0.5],
  ])('%s are read', (text, value) => expect(parseDollars(text)).toBe(value))
  it.each(['', 'free', '-1', '1.2.3'])('%s are none', (text) => expect(parseDollars(text)).toBeNull())
})
