/**
 * Durable, lean and controllable: one row written per attempt, partial indexes so that a claim and a settle touch few of them, counters kept
 * by the writer (counters.ts), pauses and options per batch, dependencies, and who ran what when it died. CHECKs say `a = 1 OR a = 2`: for
 * an IN list of more than two SQLite builds a table at every statement, which nearly doubled the cost of a settle.
 */
export const engine = `
CREATE TABLE boots (
  id INTEGER PRIMARY KEY,
  boot_id TEXT NOT NULL UNIQUE, -- of one run of the process
  machine TEXT NOT NULL, -- of one run of the machine: a power cut is no crash of ours
  started_at INTEGER NOT NULL,
  ended TEXT CHECK (ended = 'clean' OR ended = 'crashed' OR ended = 'machine'), -- NULL while it runs
  stable INTEGER NOT NULL DEFAULT 0 CHECK (stable = 0 OR stable = 1) -- it lived for a minute
) STRICT;

-- A task that was alone in flight when a process died.
CREATE TABLE strikes (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  PRIMARY KEY (task_id, at)
) STRICT, WITHOUT ROWID;

ALTER TABLE providers ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused = 0 OR paused = 1);

CREATE TABLE batches_2 (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'import' OR kind = 'compose' OR kind = 'sample' OR kind = 'schedule' OR kind = 'gateway'),
  state TEXT NOT NULL CHECK (state = 'staging' OR state = 'open'), -- a staging batch is invisible: it appears whole or not at all
  fingerprint TEXT, -- of the files it came from
  created_at INTEGER NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused = 0 OR paused = 1),
  priority INTEGER NOT NULL DEFAULT 0, -- higher goes first; equals take turns
  options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)), -- BatchOptions
  schedule_id INTEGER, -- the schedule that queued it
  accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted >= 0), -- tasks it was ever given
  purged INTEGER NOT NULL DEFAULT 0 CHECK (purged >= 0), -- of those, removed by retention
  manifest BLOB NOT NULL DEFAULT (zeroblob(32)) CHECK (length(manifest) = 32) -- SHA-256 chain over the tasks' input hashes
) STRICT;
INSERT INTO batches_2 (id, name, kind, state, fingerprint, created_at, accepted)
  SELECT id, name, kind, state, fingerprint, created_at, (SELECT count(*) FROM tasks t WHERE t.batch_id = b.id) FROM batches b;
DROP TABLE batches;
ALTER TABLE batches_2 RENAME TO batches;
CREATE INDEX batches_fingerprint ON batches (fingerprint) WHERE fingerprint IS NOT NULL;

CREATE TABLE tasks_2 (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batches (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  custom_id TEXT,
  title TEXT NOT NULL,
  lane TEXT NOT NULL CHECK (lane = 'fast' OR lane = 'heavy'),
  gate_id INTEGER NOT NULL REFERENCES gates (id),
  state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'scheduled' OR state = 'queued' OR state = 'running' OR state = 'backing_off' OR state = 'succeeded' OR state = 'dead' OR state = 'cancelled'),
  version INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 0, -- within its batch
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  retries_used INTEGER NOT NULL DEFAULT 0 CHECK (retries_used >= 0),
  revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1),
  created_at INTEGER NOT NULL,
  first_try_at INTEGER, -- since the last requeue: what a retry deadline counts from
  run_at INTEGER,
  wait_ms INTEGER, -- the last backoff, which the next one may be computed from
  boot INTEGER REFERENCES boots (id), -- the lease: whose process runs it
  started_at INTEGER,
  progress TEXT CHECK (progress = 'claimed' OR progress = 'sent' OR progress = 'first_byte'),
  settled_at INTEGER,
  cached INTEGER NOT NULL DEFAULT 0 CHECK (cached = 0 OR cached = 1), -- its result is that of an identical request
  failure_code TEXT,
  failure_status INTEGER,
  failure_provider_code TEXT,
  failure_message TEXT,
  failure_request_id TEXT,
  answer_ms INTEGER,
  tokens_in INTEGER,
  tokens_out INTEGER,
  UNIQUE (batch_id, position),
  CHECK ((state = 'scheduled' OR state = 'backing_off') = (run_at IS NOT NULL)),
  CHECK ((state = 'running') = (started_at IS NOT NULL)),
  CHECK ((state = 'running') = (boot IS NOT NULL)),
  CHECK ((state = 'running') = (progress IS NOT NULL)),
  CHECK ((state = 'succeeded' OR state = 'dead' OR state = 'cancelled') = (settled_at IS NOT NULL)),
  CHECK (state <> 'dead' OR failure_code IS NOT NULL),
  CHECK (state = 'dead' OR state = 'cancelled' OR failure_code IS NULL),
  CHECK (state <> 'running' OR attempts >= 1)
) STRICT;
INSERT INTO boots (id, boot_id, machine, started_at, ended)
  SELECT 1, 'before-0002', '', 0, 'crashed' WHERE EXISTS (SELECT 1 FROM tasks WHERE state = 'running');
INSERT INTO tasks_2 (id, batch_id, position, custom_id, title, lane, gate_id, state, version, attempts, retries_used, revision, created_at,
    run_at, boot, started_at, progress, settled_at, failure_code, failure_status, failure_provider_code, failure_message,
    failure_request_id, answer_ms, tokens_in, tokens_out)
  SELECT id, batch_id, position, custom_id, title, lane, gate_id, state, version, attempts, retries_used, revision, created_at,
    run_at, iif(state = 'running', 1, NULL), started_at,
    iif(state = 'running', coalesce((SELECT a.progress FROM attempts a WHERE a.task_id = t.id AND a.number = t.attempts
      AND a.progress <> 'done'), 'sent'), NULL),
    settled_at, failure_code, failure_status, failure_provider_code, failure_message, failure_request_id, answer_ms, tokens_in, tokens_out
  FROM tasks t;

CREATE TABLE payloads_2 (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  request TEXT NOT NULL CHECK (json_valid(request)),
  hash BLOB NOT NULL CHECK (length(hash) = 32), -- SHA-256 of request's UTF-8
  source_file TEXT,
  source_line INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (task_id, revision)
) STRICT;
INSERT INTO payloads_2 (task_id, revision, request, hash, source_file, source_line, created_at)
  SELECT task_id, revision, request, sha256(request), source_file, source_line, created_at FROM payloads ORDER BY task_id, revision;
DROP TABLE payloads;
ALTER TABLE payloads_2 RENAME TO payloads;
UPDATE batches AS b SET manifest = (SELECT sha256_chain(p.hash ORDER BY t.position) FROM tasks t JOIN payloads p ON p.task_id = t.id
  AND p.revision = 1 WHERE t.batch_id = b.id) WHERE accepted > 0;

-- One row per ended attempt, written once. What runs stands in its task.
CREATE TABLE attempts_2 (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  revision INTEGER NOT NULL,
  lane TEXT NOT NULL CHECK (lane = 'fast' OR lane = 'heavy'),
  model TEXT NOT NULL,
  boot INTEGER REFERENCES boots (id),
  started_at INTEGER NOT NULL,
  ended_at INTEGER, -- NULL: the process died
  progress TEXT NOT NULL CHECK (progress = 'claimed' OR progress = 'sent' OR progress = 'first_byte' OR progress = 'done'),
  outcome TEXT NOT NULL CHECK (outcome = 'succeeded' OR outcome = 'rate_limited' OR outcome = 'held' OR outcome = 'blocked' OR outcome = 'transient' OR outcome = 'permanent' OR outcome = 'cancelled' OR outcome = 'lost'),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
  wait_reason TEXT CHECK (wait_reason = 'backoff' OR wait_reason = 'rate_limit' OR wait_reason = 'outage'),
  wait_ms INTEGER,
  wait_until INTEGER,
  may_have_been_billed INTEGER NOT NULL DEFAULT 0 CHECK (may_have_been_billed = 0 OR may_have_been_billed = 1),
  first_byte_ms INTEGER,
  tokens_in INTEGER,
  tokens_out INTEGER,
  PRIMARY KEY (task_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts_2 (task_id, number, revision, lane, model, started_at, ended_at, progress, outcome, failure, wait_reason, wait_ms,
    wait_until, may_have_been_billed, first_byte_ms, tokens_in, tokens_out)
  SELECT task_id, number, revision, lane, model, started_at, ended_at, progress, outcome, failure, wait_reason, wait_ms, wait_until,
    may_have_been_billed, first_byte_ms, tokens_in, tokens_out
  FROM attempts WHERE outcome IS NOT NULL;
DROP TABLE attempts;
ALTER TABLE attempts_2 RENAME TO attempts;
CREATE INDEX attempts_unanswered ON attempts (task_id) WHERE may_have_been_billed = 1;

-- An answer that came after its attempt had been given up: it may have cost money, so it is kept. It changes nothing else.
CREATE TABLE late_answers (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  text TEXT,
  model TEXT,
  request_id TEXT,
  tokens_in INTEGER,
  tokens_out INTEGER
) STRICT;
CREATE INDEX late_answers_task ON late_answers (task_id);

-- Answers by what was asked, for batches that use stored answers again. Empty until the first of them: a hash is random, and an index of all
-- of them would more than double what a bulk enqueue writes. See answers.ts.
CREATE TABLE answers (
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  gate_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  PRIMARY KEY (hash, gate_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_task ON answers (task_id);

-- A task that waits for others, and the name under which its prompt uses their results: {{steps.name.result}}.
CREATE TABLE dependencies (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  parent_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (task_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_parent ON dependencies (parent_id);

DROP TABLE tasks;
ALTER TABLE tasks_2 RENAME TO tasks;
CREATE INDEX tasks_claim ON tasks (lane, batch_id, gate_id, priority DESC, id) WHERE state = 'queued';
CREATE INDEX tasks_due ON tasks (run_at, lane, state) WHERE run_at IS NOT NULL;
CREATE INDEX tasks_running ON tasks (lane, started_at) WHERE state = 'running';
CREATE INDEX tasks_waiting ON tasks (batch_id, id) WHERE state = 'waiting';
-- Covering: a list's range is found in the index alone, also far down.
CREATE INDEX tasks_ended ON tasks (state, settled_at, id, batch_id, gate_id) WHERE settled_at IS NOT NULL;
CREATE INDEX tasks_ended_by_batch ON tasks (batch_id, state, settled_at, id, gate_id) WHERE settled_at IS NOT NULL;
CREATE INDEX tasks_dead ON tasks (failure_code, failure_status, failure_provider_code, lane, settled_at) WHERE state = 'dead';

-- One row per commit: the ids of all tasks that it changed, as a JSON list.
DROP TABLE events;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, -- AUTOINCREMENT: a number is never given twice, also after pruning
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'tasks' OR kind = 'batch' OR kind = 'gate' OR kind = 'lane' OR kind = 'provider' OR kind = 'schedule' OR kind = 'storage'),
  ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(ids)) -- [] with kind tasks: too many to name, read the tables anew
) STRICT;
`
