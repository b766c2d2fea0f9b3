import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { licences, listFile } from './licences.mjs'

test('the list of packages in the app is up to date: npm run licences', () => {
  expect(JSON.parse(readFileSync(listFile, 'utf8'))).toEqual(licences())
})

test('it has what is inside the app, with what that needs, and no tools', () => {
  const names = licences().map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['better-sqlite3', 'electron', 'react', 'react-dom', 'scheduler', 'zod']),
  )
  for (const tool of ['vitest', 'typescript', '@playwright/test', 'vite']) expect(names).not.toContain(tool)
  for (const { version, licence } of licences()) expect([version, licence]).not.toContain('')
})
