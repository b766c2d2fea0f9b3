/** What goes on by itself with dead letters: one sent ahead and the rest behind it, rules, and alerts of batches. */
export const triage = `
CREATE TABLE releases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (state IN ('freezing', 'probing', 'proved', 'releasing', 'done', 'failed', 'stopped', 'aborted')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  reason TEXT,
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- Failure: of the one ahead, or of the last that died of the same cause
  pace TEXT CHECK (pace IS NULL OR json_valid(pace)), -- ReleasePace; NULL: a person is asked once the one ahead has succeeded
  due_at INTEGER, -- not before then goes the next of the rest
  probe_id INTEGER, -- NULL only while the letters are written down
  probe_revision INTEGER,
  total INTEGER NOT NULL DEFAULT 0, -- without the one ahead, as all that follows
  released INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  succeeded INTEGER NOT NULL DEFAULT 0,
  died INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  same INTEGER NOT NULL DEFAULT 0, -- of those that died, of the cause they had before
  in_row INTEGER NOT NULL DEFAULT 0, -- the last of them that did, one after the other
  CHECK (released + skipped <= total AND succeeded + died + ended <= released AND same <= died),
  CHECK (state = 'freezing' OR probe_id IS NOT NULL)
) STRICT;
CREATE INDEX releases_living ON releases (id) WHERE state = 'probing' OR state = 'releasing';

-- No reference to tasks: retention may remove one, and what was counted of it stays counted.
CREATE TABLE release_letters (
  release_id INTEGER NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
  task_id INTEGER NOT NULL,
  version INTEGER NOT NULL, -- as it was picked: one that changed since is left as it is
  cause TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('frozen', 'released', 'skipped', 'succeeded', 'died', 'ended')),
  PRIMARY KEY (release_id, task_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_letters_next ON release_letters (release_id, task_id) WHERE state = 'frozen';
CREATE INDEX release_letters_out ON release_letters (task_id) WHERE state = 'released';

CREATE TABLE rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: the log keeps the id of a rule that was removed
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 0 CHECK (enabled IN (0, 1)),
  match TEXT NOT NULL CHECK (json_valid(match)), -- RuleMatch
  actions TEXT NOT NULL CHECK (json_valid(actions)), -- RuleAction[]
  created_at INTEGER NOT NULL,
  in_row INTEGER NOT NULL DEFAULT 0 CHECK (in_row >= 0), -- that it requeued and that died of the same cause again, one after the other
  stopped TEXT -- why it switched itself off
) STRICT;

-- What rules have still to do. The death is named by its moment and revision: a letter that moved on since is another one.
CREATE TABLE rule_due (
  id INTEGER PRIMARY KEY,
  rule_id INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
  task_id INTEGER NOT NULL,
  died_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  cause TEXT NOT NULL,
  action TEXT NOT NULL CHECK (json_valid(action)), -- RuleAction
  since INTEGER NOT NULL, -- from when it waits: when it died, or when the clock was found to be set back
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_due_at ON rule_due (due_at);
CREATE INDEX rule_due_since ON rule_due (since);
CREATE INDEX rule_due_rule ON rule_due (rule_id);

-- How often a rule has requeued a task, for ever.
CREATE TABLE rule_uses (
  rule_id INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
  task_id INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 1),
  cause TEXT, -- what it had died of before the last time; NULL: that has come to an end
  PRIMARY KEY (rule_id, task_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_uses_open ON rule_uses (task_id) WHERE cause IS NOT NULL;

CREATE TABLE rule_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  rule_id INTEGER NOT NULL,
  rule_name TEXT NOT NULL,
  task_id INTEGER,
  what TEXT NOT NULL CHECK (what IN ('requeued', 'labelled', 'notified', 'skipped', 'gave_up', 'stopped')),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX rule_log_rule ON rule_log (rule_id, id);

-- Batches of which too many died. The row goes once the share has fallen and the batch goes on.
CREATE TABLE batch_alerts (
  batch_id INTEGER PRIMARY KEY NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  dead INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  paused INTEGER NOT NULL CHECK (paused IN (0, 1)), -- the batch was paused because of it, and is
  told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
  fallen INTEGER NOT NULL DEFAULT 0 CHECK (fallen IN (0, 1)) -- passed again it is news again
) STRICT;
`
