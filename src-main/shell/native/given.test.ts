import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { importExtensions } from '#shared/import-files'
import { destinationOf, Given, givenBy } from './given'
import { tempFolder } from './temp-folder'

test('files and links are picked from a command line, relative paths from where it was typed', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'rows.JSONL'), '')
  writeFileSync(join(folder, 'loader.js'), '')
  mkdirSync(join(folder, 'folder.txt'))
  const argv = ['/usr/bin/trilane', '.', '-r', 'loader.js', '--file=rows.JSONL', 'rows.JSONL', 'gone.csv', 'folder.txt']
  expect(givenBy([...argv, 'trilane://queue', 'trilane://run/1'], folder, { own: join(folder, 'app') })).toEqual({
    files: [join(folder, 'rows.JSONL'), join(folder, 'folder.txt')], // and not the folder that the app itself is in
    links: ['trilane://queue'],
  })
})

test('every kind of file that can be imported is taken, also compressed, and nothing else', () => {
  const kindOf = () => 'file' as const
  const names = importExtensions.flatMap((extension) => [
    `a.${extension}`,
    `B.${extension.toUpperCase()}`,
    `c.${extension}.gz`,
  ])
  const given = givenBy(['trilane', ...names, 'a.pdf', 'a.gz', 'a.csv.zip', 'csv'], '/in', { kindOf })
  expect(given.files).toEqual(names.map((name) => resolve('/in', name)))
})

test('a file manager may say where a file is by a URL', () => {
  const folder = tempFolder()
  const file = join(folder, 'two words.csv')
  writeFileSync(file, '')
  expect(givenBy(['trilane', pathToFileURL(file).href, 'file://elsewhere/share/a.csv'], '/').files).toEqual([file])
})

test('the program itself is no file that was given, whatever its name', () => {
  expect(givenBy(['/opt/trilane.md'], '/', { kindOf: () => 'file' }).files).toEqual([])
})

test('what another process sends is parsed, and made anew', () => {
  expect(Given.safeParse({ files: [1], links: [] }).success).toBe(false)
  expect(Given.safeParse({ files: Array.from({ length: 1_001 }, () => 'a.txt'), links: [] }).success).toBe(false)
  expect(Given.parse({ files: ['/a.txt'], links: [], run: 'rm' })).toEqual({ files: ['/a.txt'], links: [] })
})

test('of several links the last that leads somewhere counts', () => {
  expect(destinationOf({ files: [], links: ['trilane://queue', 'trilane://task/4', 'trilane://task/x'] })).toEqual({
    to: 'task',
    id: 4,
  })
  expect(destinationOf({ files: [], links: [] })).toBeNull()
})
