import { answerParent } from '../engine/run-child'
import { bullmq } from './contenders/bullmq'
import { pool } from './contenders/pool'
import { sdk } from './contenders/sdk'
import { trilane } from './contenders/trilane'
import { promptsOf } from './prompts'
import type { Run, Start } from './race'

// Parent and child are built together: the parent sends names of this list only.
const contenders: Readonly<Record<string, Run>> = { trilane, pool, sdk, bullmq }

void answerParent(async (name, start: Start) => {
  const run = contenders[name]
  if (!run) throw new Error(`no contender ${name}`)
  return run({ ...start, prompts: promptsOf(start.count, start.chars) })
})
