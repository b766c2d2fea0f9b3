import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { curlOf, variablesOf } from '#shared/curl'
import { hidden, type WireRequest } from '#shared/wire'

const request: WireRequest = {
  method: 'POST',
  url: 'https://api.example/v1/messages',
  headers: [['content-type', 'application/json']],
  body: '{"model":"m"}',
}

/** What a real shell makes of the command: the arguments that a program named curl is given. */
function run(command: string, env: Record<string, string> = {}): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-curl-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const curl = join(dir, 'curl')
  writeFileSync(curl, '#!/bin/sh\nfor one in "$@"; do printf \'%s\\001\' "$one"; done\n')
  chmodSync(curl, 0o755)
  const out = execFileSync('/bin/sh', ['-c', command], { env: { ...env, PATH: `${dir}:/usr/bin:/bin` } }).toString()
  return out.split('\x01').slice(0, -1)
}

const nasty = [
  ['quotes', `it's "quoted" and \\'escaped\\'`],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  ['expansions', '$HOME `id` $(id) ${PATH} !! !$ ~ * ? [a] {a,b} \\$HOME'],
  ['separators', 'a; id && id | id > /tmp/x < /tmp/y # no comment\n newline\ttab\r\\\n'],
  ['option-like', '--output /tmp/x @/etc/passwd'],
  ['unicode', 'äöü 漢字 🦊 \u202e right to left'],
  ['only a quote', `'`],
  ['nothing', ''],
  ['backslash at the end', 'C:\\'],
] as const

if (process.platform !== 'win32') {
  test.each(nasty)('a shell gives curl exactly the body that is meant: %s', (_name, text) => {
    const body = JSON.stringify({ model: 'm', text }) + text
    expect(run(curlOf({ ...request, body }))).toEqual([
      'https://api.example/v1/messages',
      ...['-H', 'content-type: application/json', '--data-raw', body],
    ])
  })

  test.each(nasty)('and the address and a header: %s', (_name, text) => {
    const url = `https://api.example/v1?q=${text}`
    const [address, , header] = run(curlOf({ ...request, url, headers: [['x-note', text]] }))
    expect(address).toBe(url)
    expect(header).toBe(`x-note: ${text}`)
  })

  test('keys are not in it: they are taken from variables, whatever is in these', () => {
    const command = curlOf({
      ...{ ...request, url: `https://gate.example/v1?key=${hidden}` },
      headers: [
        ['authorization', `Bearer ${hidden}`],
        ['x-team', hidden],
      ],
    })
    const key = `k'e"y $HOME`
    expect(run(command, { API_KEY: key, X_TEAM: 'blue' })).toEqual([
      `https://gate.example/v1?key=${key}`,
      ...['-H', `authorization: Bearer ${key}`, '-H', 'x-team: blue', '--data-raw', '{"model":"m"}'],
    ])
  })
}

test('a header of one word is not filled from a variable that every shell has', () => {
  const headers: [string, string][] = [['Path', hidden]]
  expect(variablesOf({ ...request, headers })).toEqual(['PATH_HEADER'])
})

test('names the variables that it wants set, each once', () => {
  const headers: WireRequest['headers'] = [
    ['x-api-key', hidden],
    ['x-team', hidden],
    ['content-type', 'application/json'],
  ]
  expect(variablesOf({ ...request, url: `https://a.example/?key=${hidden}`, headers })).toEqual(['API_KEY', 'X_TEAM'])
  expect(variablesOf(request)).toEqual([])
})

test('leaves out what belongs to the one call: lengths, what the SDK tells of itself, and what makes a repeated call the same one', () => {
  const headers: WireRequest['headers'] = [
    ['Idempotency-Key', 'a-1-1'],
    ['content-length', '12'],
    ['user-agent', 'trilane'],
    ['x-stainless-os', 'Linux'],
    ['anthropic-version', '2023-06-01'],
  ]
  expect(curlOf({ ...request, headers })).toBe(
    `curl 'https://api.example/v1/messages' \\\n  -H 'anthropic-version: 2023-06-01' \\\n  --data-raw '{"model":"m"}'`,
  )
})
