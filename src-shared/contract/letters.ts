import { z } from 'zod'
import { BulkAction, BulkId, BulkItem, BulkItemState, DryRun, LetterAction } from '../bulk'
import { DeadAlert } from '../dead-alert'
import { LetterCounts } from '../letters'
import { ReleasePace, ReleaseView } from '../release'
import { Rule, RuleDryRun, RuleId, RuleInput, RuleLogEntry } from '../rule'
import { TaskDetail, TaskId } from '../task'
import { Done, Nothing, Selection, TaskRef } from './common'

const OfBulk = z.object({ id: BulkId })

/** Dead letters: what is done to many as an object, what goes back by itself, rules and alerts. */
export const letterCommands = {
  // what is done to many letters, as an object: see bulk.ts. Of a batch, its dead letters are meant. `bulkAction` events follow each change
  previewBulk: { request: z.object({ selection: Selection, action: LetterAction }), response: DryRun }, // nothing is kept; a newer question of the window ends it with `stale`
  planBulk: { request: z.object({ selection: Selection, action: LetterAction }), response: BulkAction }, // frozen to its tasks, with its dry run; nothing is done yet
  runBulk: { request: OfBulk, response: BulkAction }, // answers once it has ended: done, or stopped, and then it can be run again for the rest
  stopBulk: { request: OfBulk, response: BulkAction }, // what is done stays done
  undoBulk: { request: OfBulk, response: BulkAction }, // but for tasks to which something happened since: `kept`
  dropBulk: { request: OfBulk, response: Done }, // it is forgotten; what it did stays
  getBulk: { request: OfBulk, response: BulkAction },
  listBulk: { request: Nothing, response: z.array(BulkAction) }, // the last 20 of a day that are for more than one task, newest first; others are known by their id alone
  getBulkItems: {
    request: OfBulk.extend({
      ...{ state: BulkItemState, after: z.int().nonnegative().default(0) }, // after: the last id of the page before
      limit: z.int().min(1).max(500).default(100),
    }),
    response: z.array(BulkItem),
  },
  /** The same for one task as the window saw it, done at once: refused as `stale`, with how it is now, when it moved on. `bulk.id` takes it back. */
  changeLetter: {
    request: TaskRef.extend({ action: LetterAction }),
    response: z.object({ task: TaskDetail, bulk: BulkAction }),
  },
  getLetterCounts: { request: Nothing, response: LetterCounts },
  // dead letters that go back by themselves; the overview's `releases` follow how they stand
  probeLetters: {
    request: z.object({
      selection: Selection,
      pace: ReleasePace.nullable(), // of the rest, once the one ahead has succeeded; null: a person is asked then
      probe: TaskId.optional(), // which one goes ahead; left out: the oldest
    }),
    response: ReleaseView,
  },
  releaseLetters: { request: z.object({ id: z.int(), pace: ReleasePace }), response: ReleaseView }, // once proved; or another pace
  pauseRelease: { request: z.object({ id: z.int(), paused: z.boolean() }), response: ReleaseView }, // what was released goes on
  abortRelease: { request: z.object({ id: z.int() }), response: ReleaseView },
  // rules for what dies from now on
  listRules: { request: Nothing, response: z.array(Rule) },
  saveRule: { request: RuleInput, response: Rule },
  removeRule: { request: z.object({ id: RuleId }), response: Done },
  dryRunRule: { request: RuleInput, response: RuleDryRun }, // of one that need not be saved; changes nothing
  getRuleLog: {
    request: z.object({
      ruleId: RuleId.nullable(), // null: of all, also of those that were removed
      before: z.int().nullable(), // an entry's id, for the next page
      limit: z.int().min(1).max(500),
    }),
    response: z.array(RuleLogEntry), // newest first
  },
  // when too many of a batch die; a batch's own is one of its options
  getDeadAlert: { request: Nothing, response: DeadAlert },
  saveDeadAlert: { request: DeadAlert, response: DeadAlert },
} as const
