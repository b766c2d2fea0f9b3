import { describe, expect, it } from 'vitest'
import { defaultOptions, keptSecret, ProviderOptions } from '#shared/provider'
import { optionsDraft, optionWords, readOptions } from './options-draft'

const draft = optionsDraft(defaultOptions)

describe('the options of a provider', () => {
  it('come back as they were, whatever they are', () => {
    const options = ProviderOptions.parse({
      ...{ stream: true, organization: 'org-1', project: 'p', apiVersion: '2024-10-21', caFile: '/etc/ca.pem' },
      ...{ headers: { 'x-team': 'a b', 'x-empty': '' }, proxy: 'http://me:secret@proxy.example:3128', parallel: 8 },
    })
    expect(readOptions(optionsDraft(options))).toEqual({ value: options, problems: {} })
    expect(readOptions(draft).value).toEqual(defaultOptions)
    expect(readOptions(optionsDraft({ ...defaultOptions, proxy: 'none' })).value?.proxy).toBe('none')
  })

  it('keep a header’s value that is not shown, until another one is typed', () => {
    const kept = optionsDraft({ ...defaultOptions, headers: { 'x-team': keptSecret } })
    expect(kept.headers).toEqual([{ key: 0, name: 'x-team', value: '', kept: true }])
    expect(readOptions(kept)).toMatchObject({ value: { headers: { 'x-team': keptSecret } }, problems: {} })
    const typed = { ...kept, headers: kept.headers.map((header) => ({ ...header, value: 'new' })) }
    expect(readOptions(typed).value?.headers).toEqual({ 'x-team': 'new' })
  })

  it('leave out a header of which nothing was typed', () => {
    expect(readOptions({ ...draft, headers: [{ key: 0, name: ' ', value: '' }] }).value?.headers).toEqual({})
  })

  it.each([
    ['headers', { headers: [{ key: 0, name: 'Host', value: 'x' }] }, /own to send/],
    ['headers', { headers: [{ key: 0, name: 'a b', value: 'x' }] }, /letters, digits and dashes/],
    ['headers', { headers: [{ key: 0, name: 'x-a', value: 'a\u2019b' }] }, /cannot have this character/],
    ['proxyUrl', { proxy: 'own', proxyUrl: 'proxy:3128' }, /Start it with http/],
    ['proxyUrl', { proxy: 'own', proxyUrl: 'none' }, /Start it with http/],
    ['parallel', { parallel: '0' }, /from 1 to 10,000/],
    ['parallel', { parallel: '10001' }, /from 1 to 10,000/],
    ['organization', { organization: 'o'.repeat(201) }, /longer than any/],
  ] as const)('say of %s what does not fit', (field, change, words) => {
    const { value, problems } = readOptions({ ...draft, ...change })
    expect(value).toBeNull()
    expect(problems[field]).toMatch(words)
  })

  it('are told in a line', () => {
    expect(optionWords(draft)).toBe('does not stream')
    expect(
      optionWords({ ...draft, stream: true, proxy: 'own', parallel: '4', headers: [{ key: 0, name: 'x', value: '' }] }),
    ).toBe('streams answers, 1 header, own proxy, 4 at once')
  })
})
