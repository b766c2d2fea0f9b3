import { parentPort, workerData } from 'node:worker_threads'
import { connect, sqliteCode } from '../database'
import { copyLive } from './copy'
import type { Answer, Job, JobResult, Verdict } from './jobs'
import { isUnsound, verifyFile } from './verify'

// The thread that reads and copies whole files. It does one job and ends.

async function run(job: Job): Promise<JobResult> {
  switch (job.kind) {
    case 'copy':
      return copyLive(job.source, job.target, job.unlessSameAs)
    case 'verify':
      return verdict(job.file)
    case 'check':
      return quickCheck(job.file)
    case 'salvage': {
      const { salvageFile } = await import('./salvage') // what it needs, copies and checks do not
      return salvageFile(job)
    }
  }
}

function verdict(file: string): Verdict {
  try {
    return { sound: true, contents: verifyFile(file) }
  } catch (error) {
    if (!isUnsound(error)) throw error
    return { sound: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** Of a database in use: 'ok', or what is wrong. */
function quickCheck(file: string): string {
  const db = connect(file, { timeoutMs: 5_000, readonly: true })
  try {
    return String(db.pragma('quick_check(1)', { simple: true }))
  } catch (error) {
    if (!isUnsound(error)) throw error
    return error instanceof Error ? error.message : String(error) // damage that the check itself cannot read past
  } finally {
    db.close()
  }
}

async function answer(): Promise<Answer> {
  try {
    return { ok: true, result: await run(workerData as Job) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const system = error instanceof Error && 'code' in error ? String(error.code) : undefined
    return { ok: false, error: { message, code: sqliteCode(error) ?? system, unsound: isUnsound(error) } }
  }
}

parentPort?.postMessage(await answer())
