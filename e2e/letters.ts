import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { bundled } from '../scripts/vitest-node-worker.mjs'

const Ids = z.array(z.int().positive())
const Filled = z.object({
  batchId: z.int().positive(),
  ids: z.object({ key: Ids, context: Ids, policy: Ids, json: Ids, timeout: Ids, poison: Ids }), // by their cause, in the order of their rows
})

/**
 * Fills a data folder that no app has open with a batch, 'Support tickets', of 500 prompts that died of six causes: 210 of a key that was
 * refused (401), 90 too long, 75 refused by policy, 60 answered in no JSON, 60 timed out, 5 poison. Written by the store itself; nothing is
 * called. They are queued for Practice, which answers what is requeued.
 */
export async function fillWithLetters(dataDir: string): Promise<z.infer<typeof Filled>> {
  const child = await bundled(resolve('src-main/store/six-causes-child.ts'))
  const { stdout } = await promisify(execFile)(process.execPath, [child, dataDir], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  return Filled.parse(JSON.parse(stdout))
}
