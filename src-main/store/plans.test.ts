import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { UNANSWERED } from './attempts'
import { RESERVED } from './books'
import { LATELY, NEXT_DUE } from './counts'
import { connect } from './database'
import { HOURS, LARGEST, NEWEST, OLDEST } from './dead-groups'
import { LAST, OWN } from './dry-runs'
import { ERRORS, PAGE_END, ROWS } from './insights/table'
import { HELD } from './ready'
import { OUT } from './releases'
import { OPEN } from './rules'
import { CLAIM, IN_LINE, SUCCEED } from './tasks'
import { tempStore } from './temp-store'
import { BAD_FILE_OF, OPEN_BAD_FILES } from './watch-bad-files'
import { WATCH_OF, WATCH_SPENT } from './watch-spend'
import { AT_WORK, KNOWN, SENT, SENT_BEFORE, SHOWN } from './watches'

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
    'what may have been billed',
    named(UNANSWERED),
    /^SCAN a USING INDEX attempts_unanswered.*SEARCH t USING INTEGER PRIMARY KEY/,
  ],
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
  [
    'the largest groups of dead letters',
    LARGEST,
    /SCAN causes USING COVERING INDEX causes_largest|INDEX causes_largest/,
  ],
  ['the newest letter of a group', NEWEST, /SEARCH t USING INDEX tasks_cause \(cause=\?\)/],
  ['the oldest letter of a group', OLDEST, /SEARCH t USING COVERING INDEX tasks_cause \(cause=\?\)/],
  ['when letters of a group died', HOURS, /SEARCH cause_hours USING PRIMARY KEY \(cause=\? AND hour>\? AND hour<\?\)/],
  [
    'the latest answers of a model',
    LATELY,
    /SEARCH tasks USING COVERING INDEX tasks_ended \(state=\? AND settled_at>\?\)/,
  ],
  ['what is due next', NEXT_DUE, /SEARCH tasks USING INDEX tasks_due/],
  [
    'the last row of a dry run',
    named(LAST),
    /SEARCH tasks USING COVERING INDEX sqlite_autoindex_tasks_1 \(batch_id=\? AND position<\?\).*SEARCH tasks USING INDEX sqlite_autoindex_tasks_1 \(batch_id=\?\)/,
  ],
  [
    'what a changed task means to a release',
    OUT,
    /SEARCH l USING (COVERING )?INDEX release_letters_out \(task_id=\?\)/,
  ],
  ['what it means to a rule', OPEN, /SEARCH u USING (COVERING )?INDEX rule_uses_open \(task_id=\?\)/],
  [
    'what is known of files of a watch',
    named(KNOWN),
    /SEARCH f USING INDEX watch_files_newest \(watch_id=\? AND path=\?\)/,
  ],
  ['files of a watch that are at work', AT_WORK, /SEARCH f USING INDEX watch_files_at_work \(watch_id=\?\)/],
  ['the rows of a file that were left out', BAD_FILE_OF, /USING INDEX watch_bad_files_of \(file_id=\?\)/],
  ['bad rows that are not at their place', OPEN_BAD_FILES, /USING INDEX watch_bad_files_open \(watch_id=\?\)/],
  ['whether a file was sent as it was before', SENT_BEFORE, /INDEX watch_files_sent_path \(watch_id=\? AND path=\?\)/],
  ['what a watch sent', SENT, /SEARCH watch_files USING INDEX watch_files_sent \(watch_id=\? AND contents=\?\)/],
  ['the folder that a batch came of', WATCH_OF, /SEARCH f USING INDEX watch_files_batch \(batch_id=\?\)/],
  [
    'what its files cost on a day',
    named(WATCH_SPENT),
    /SEARCH s USING PRIMARY KEY \(day=\?\).*SEARCH f EXISTS USING INDEX watch_files_batch \(batch_id=\?\)/,
  ],
  ['the last files of a watch', SHOWN, /SEARCH f USING INDEX watch_files_shown \(watch_id=\?\)/],
  ['when a rule is due', 'SELECT min(due_at) FROM rule_due', /INDEX rule_due_at/],
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

test.each([
  ['what of a dry run stands in line', named(HELD)],
  ['what its tasks came to', OWN],
])('%s is found by positions, and put in order by itself', (_what, sql) => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const rows = temp.store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...[...sql.matchAll(/\?/g)].map(() => null))
  const text = (rows as { detail: string }[]).map(({ detail }) => detail).join('; ')
  expect(text).toMatch(/SEARCH tasks USING INDEX sqlite_autoindex_tasks_1 \(batch_id=\? AND position<\?\)/)
})

test('a success runs no trigger: what counts letters by their cause costs it nothing', () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const db = connect(join(temp.dataDir, 'trilane.db'), { timeoutMs: 0 })
  onTestFinished(() => void db.close())
  const programs = (sql: string) =>
    (db.prepare(`EXPLAIN ${sql}`).all(...[...sql.matchAll(/\?/g)].map(() => null)) as { opcode: string }[]).filter(
      ({ opcode }) => opcode === 'Program',
    ).length
  expect(programs('UPDATE tasks SET cause = ? WHERE id = ?')).toBeGreaterThan(0)
  expect(programs(SUCCEED)).toBe(0)
  expect(programs(CLAIM)).toBe(0)
})
