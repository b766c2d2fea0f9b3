import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { JobError, runJob } from './jobs'

test('a thread says what is wrong with a file, and what went wrong with its own work', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-jobs-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const file = join(dir, 'garbage.db')
  writeFileSync(file, 'not a database, and more than sixteen bytes of it')
  expect(await runJob({ kind: 'verify', file })).toMatchObject({ sound: false })
  const missing = runJob({ kind: 'check', file: join(dir, 'missing.db') })
  await expect(missing).rejects.toThrow(JobError)
  await expect(missing).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' })
})
