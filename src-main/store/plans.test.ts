import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { RESERVED } from './books'
import { connect } from './database'
import { ERRORS, PAGE_END, ROWS } from './insights/table'
import { CLAIM, IN_LINE } from './tasks'
import { tempStore } from './temp-store'

/** EXPLAIN takes values for all of them. */
function named(sql: string): string {
  return sql.replaceAll(/@\w+/g, '?')
}

/** The queries that run at every claim, timer and patch must not read more as the queue grows. Those of the lists: views.test.ts. */
test.each([
  [
    'the first task of a line',
    `SELECT id, priority FROM tasks INDEXED BY tasks_claim WHERE state = 'queued' AND lane = 'fast' AND batch_id = 1 AND gate_id = 1
       AND priority < 9 ORDER BY priority DESC, id LIMIT 1`,
    /SEARCH tasks USING (COVERING )?INDEX tasks_claim/,
  ],
  ['what a claim finds in line', IN_LINE, /SEARCH t USING INTEGER PRIMARY KEY.*SEARCH p USING/],
  ['what a claim makes run', CLAIM, /SEARCH tasks USING INTEGER PRIMARY KEY/],
  ['what is put by for calls that run', RESERVED, /SEARCH tasks USING INDEX tasks_running/],
  ['what a batch has spent', 'SELECT sum(cost) FROM spend WHERE batch_id = 1', /SEARCH spend USING INDEX spend_batch/],
  ['what a day has spent', `SELECT sum(cost) FROM spend WHERE day = '2026-01-05'`, /SEARCH spend USING PRIMARY KEY/],
  [
    'what calls came to',
    named(ROWS),
    /SEARCH insights USING PRIMARY KEY \(batch_id=\? AND width=\? AND start>\? AND start<\?\)/,
  ],
  [
    'where a page of it ends',
    named(PAGE_END),
    /SEARCH insights USING .*\(batch_id=\? AND width=\? AND start>\? AND start<\?\)/,
  ],
  [
    'what went wrong',
    named(ERRORS),
    /SEARCH insight_errors USING PRIMARY KEY \(batch_id=\? AND width=\? AND start>\? AND start<\?\)/,
  ],
  ['the next due time', 'SELECT min(run_at) FROM tasks WHERE run_at IS NOT NULL', /INDEX tasks_due/],
  [
    'what is due',
    'SELECT id FROM tasks WHERE run_at IS NOT NULL AND run_at <= 5 ORDER BY run_at LIMIT 9',
    /SEARCH tasks USING (COVERING )?INDEX tasks_due/,
  ],
])('%s is found by its index', (_what, sql, plan) => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const db = connect(join(temp.dataDir, 'trilane.db'), { timeoutMs: 0 })
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...[...sql.matchAll(/\?/g)].map(() => null)) as {
    detail: string
  }[]
  db.close()
  const text = rows.map(({ detail }) => detail).join('; ')
  expect(text).toMatch(plan)
  expect(text).not.toMatch(/SCAN (t|tasks)\b|TEMP B-TREE/)
})
