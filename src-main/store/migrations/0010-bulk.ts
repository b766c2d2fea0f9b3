/** What a person does to dead letters: marks of single ones, and actions on many as rows of their own. */
export const bulk = `
-- What a person noted of a task. Few have a row: tasks stays narrow.
CREATE TABLE letters (
  task_id INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
  label TEXT,
  note TEXT,
  discarded_for TEXT, -- why it was put aside
  snoozed_until INTEGER, -- it is put away until then: still dead and counted, and not among the open ones
  limits TEXT CHECK (limits IS NULL OR json_valid(limits)), -- TaskLimits: what holds for it otherwise than for its batch
  part TEXT CHECK (part IS NULL OR json_valid(part)), -- PartOf: of which task's prompt its own is a part
  CHECK (coalesce(label, note, discarded_for, snoozed_until, limits, part) IS NOT NULL)
) STRICT;
CREATE INDEX letters_snoozed ON letters (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE bulk_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (json_valid(action)), -- LetterAction
  selection TEXT NOT NULL CHECK (json_valid(selection)), -- as it was asked for
  state TEXT NOT NULL CHECK (state = 'freezing' OR state = 'planned' OR state = 'running' OR state = 'stopped' OR state = 'done' OR state = 'undoing' OR state = 'undone'),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  stopped_by TEXT CHECK (stopped_by = 'person' OR stopped_by = 'crash' OR stopped_by = 'error'),
  message TEXT, -- of the error that stopped it
  plan TEXT CHECK (plan IS NULL OR json_valid(plan)), -- DryRun
  total INTEGER NOT NULL DEFAULT 0 CHECK (total >= 0),
  done INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0), -- and not taken back; with skipped, failed, undone and kept those that are not waiting
  skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  failed INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone >= 0),
  kept INTEGER NOT NULL DEFAULT 0 CHECK (kept >= 0), -- that moved on since, and were not taken back
  CHECK (done + skipped + failed + undone + kept <= total)
) STRICT;

-- The tasks that an action was frozen to, and what became of each. Written in the transaction that changes the task.
CREATE TABLE bulk_items (
  action_id INTEGER NOT NULL REFERENCES bulk_actions (id) ON DELETE CASCADE,
  task_id INTEGER NOT NULL, -- it may be gone by now
  version INTEGER NOT NULL, -- that was seen
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state = 'waiting' OR state = 'done' OR state = 'skipped' OR state = 'failed' OR state = 'undone' OR state = 'kept'),
  reason TEXT, -- of one that was skipped: SkipReason
  detail TEXT, -- a sentence
  after INTEGER, -- the version that the action gave it: only while that holds can it be taken back
  before TEXT CHECK (before IS NULL OR json_valid(before)), -- what it takes to take it back
  PRIMARY KEY (action_id, task_id)
) STRICT, WITHOUT ROWID;
-- A task that was taken back is again as it was at an earlier version: an action before that one can then be taken back as well.
CREATE TABLE bulk_restored (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  same_as INTEGER NOT NULL,
  action_id INTEGER NOT NULL REFERENCES bulk_actions (id) ON DELETE CASCADE, -- which was taken back
  PRIMARY KEY (task_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_restored_action ON bulk_restored (action_id);
CREATE INDEX bulk_items_state ON bulk_items (action_id, state, task_id);
`
