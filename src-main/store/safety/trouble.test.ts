import { expect, test } from 'vitest'
import { isStorageError, recoversByItself, troubleOf } from './trouble'

const coded = (code: string) => Object.assign(new Error(`went wrong: ${code}`), { code })

test.each([
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_SHMSIZE', 'full'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_READONLY_DIRECTORY', 'read_only'],
  ['SQLITE_CANTOPEN', 'read_only'],
  ['SQLITE_CANTOPEN_ISDIR', 'read_only'],
  ['EROFS', 'read_only'],
  ['EACCES', 'read_only'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_CORRUPT_INDEX', 'damaged'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy'],
  ['SQLITE_IOERR', 'failing'],
  ['SQLITE_IOERR_WRITE', 'failing'],
  ['SQLITE_READONLY_DBMOVED', 'failing'],
  ['SQLITE_NOMEM', 'failing'],
  ['EIO', 'failing'],
] as const)('%s means the disk is %s', (code, kind) => {
  const trouble = troubleOf(coded(code), 7)
  expect(trouble).toMatchObject({ kind, since: 7 })
  expect(trouble.message).toMatch(/\.$/)
  expect(isStorageError(coded(code))).toBe(true)
})

test('what we did wrong ourselves, or a constraint refused, is no trouble with the disk', () => {
  for (const code of ['SQLITE_CONSTRAINT_CHECK', 'SQLITE_ERROR', 'SQLITE_MISMATCH', 'ERR_INVALID_ARG_TYPE'])
    expect(isStorageError(coded(code))).toBe(false)
  expect(isStorageError(new Error('no code'))).toBe(false)
})

test('an error that nobody knows is still told', () => {
  expect(troubleOf(new Error('the moon'), 1)).toMatchObject({
    kind: 'failing',
    message: expect.stringContaining('the moon'),
  })
  expect(troubleOf('words', 1).kind).toBe('failing')
})

test('only a damaged file waits for a person', () => {
  expect(
    (['full', 'read_only', 'busy', 'failing', 'damaged'] as const).filter((kind) => !recoversByItself(kind)),
  ).toEqual(['damaged'])
})
