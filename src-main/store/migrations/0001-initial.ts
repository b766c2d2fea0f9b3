/** The first schema. `tasks` is the narrow hot table: what scheduling and the list need; prompts, results and attempts stand apart. */
export const initial = `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE providers (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('practice', 'openai-compatible')),
  name TEXT NOT NULL,
  base_url TEXT,
  default_model TEXT NOT NULL,
  models TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(models)),
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  last_test TEXT CHECK (last_test IS NULL OR json_valid(last_test)),
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)), -- its finished tasks still name it
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'practice') = (base_url IS NULL))
) STRICT;
CREATE UNIQUE INDEX providers_default ON providers (is_default) WHERE is_default = 1;

CREATE TABLE secrets (
  provider_id TEXT PRIMARY KEY NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  backend TEXT NOT NULL, -- which keychain sealed it: another one cannot open it
  sealed BLOB NOT NULL,
  last4 TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE lanes (
  name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('fast', 'heavy')),
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1))
) STRICT;

CREATE TABLE gates (
  id INTEGER PRIMARY KEY,
  provider_id TEXT NOT NULL REFERENCES providers (id),
  model TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'half_open')),
  reason TEXT CHECK (reason IN ('rate_limit', 'outage', 'auth', 'quota')),
  since INTEGER,
  until INTEGER,
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
  closures INTEGER NOT NULL DEFAULT 0 CHECK (closures >= 0),
  UNIQUE (provider_id, model),
  CHECK ((state = 'closed') = (reason IS NOT NULL)),
  CHECK ((state = 'closed') = (failure IS NOT NULL)),
  CHECK ((state = 'open') = (since IS NULL)),
  CHECK ((reason IS NOT NULL AND reason IN ('rate_limit', 'outage')) = (until IS NOT NULL))
) STRICT;

CREATE TABLE batches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'compose', 'sample')),
  state TEXT NOT NULL CHECK (state IN ('staging', 'open')), -- a staging batch is invisible: it appears whole or not at all
  fingerprint TEXT, -- of the files it came from
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_fingerprint ON batches (fingerprint) WHERE fingerprint IS NOT NULL;

CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batches (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  custom_id TEXT,
  title TEXT NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('fast', 'heavy')),
  gate_id INTEGER NOT NULL REFERENCES gates (id),
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'queued', 'running', 'backing_off', 'succeeded', 'dead', 'cancelled')),
  version INTEGER NOT NULL DEFAULT 1,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  retries_used INTEGER NOT NULL DEFAULT 0 CHECK (retries_used >= 0),
  revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1),
  created_at INTEGER NOT NULL,
  run_at INTEGER,
  started_at INTEGER,
  settled_at INTEGER,
  failure_code TEXT,
  failure_status INTEGER,
  failure_provider_code TEXT,
  failure_message TEXT,
  failure_request_id TEXT,
  answer_ms INTEGER,
  tokens_in INTEGER,
  tokens_out INTEGER,
  UNIQUE (batch_id, position),
  CHECK ((state IN ('scheduled', 'backing_off')) = (run_at IS NOT NULL)),
  CHECK ((state = 'running') = (started_at IS NOT NULL)),
  CHECK ((state IN ('succeeded', 'dead', 'cancelled')) = (settled_at IS NOT NULL)),
  CHECK (state <> 'dead' OR failure_code IS NOT NULL),
  CHECK (state IN ('dead', 'cancelled') OR failure_code IS NULL),
  CHECK (state <> 'running' OR attempts >= 1)
) STRICT;
CREATE INDEX tasks_claim ON tasks (lane, batch_id, gate_id, id) WHERE state = 'queued';
CREATE INDEX tasks_due ON tasks (run_at, lane, state) WHERE run_at IS NOT NULL;
CREATE INDEX tasks_running ON tasks (lane, started_at) WHERE state = 'running';
-- Covering: a list's range is found in the index alone, also far down. settled_at is NULL for tasks that did not end.
CREATE INDEX tasks_by_state ON tasks (state, settled_at, id, batch_id, gate_id);
CREATE INDEX tasks_by_batch ON tasks (batch_id, state, settled_at, id, gate_id);
CREATE INDEX tasks_dead ON tasks (failure_code, failure_status, failure_provider_code, lane, settled_at) WHERE state = 'dead';

CREATE TABLE payloads (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  request TEXT NOT NULL CHECK (json_valid(request)),
  source_file TEXT,
  source_line INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (task_id, revision)
) STRICT;

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  revision INTEGER NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('fast', 'heavy')),
  model TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  progress TEXT NOT NULL CHECK (progress IN ('claimed', 'sent', 'first_byte', 'done')),
  outcome TEXT CHECK (outcome IN ('succeeded', 'rate_limited', 'held', 'blocked', 'transient', 'permanent', 'cancelled', 'lost')),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
  wait_reason TEXT CHECK (wait_reason IN ('backoff', 'rate_limit', 'outage')),
  wait_ms INTEGER,
  wait_until INTEGER,
  may_have_been_billed INTEGER NOT NULL DEFAULT 0 CHECK (may_have_been_billed IN (0, 1)),
  first_byte_ms INTEGER,
  tokens_in INTEGER,
  tokens_out INTEGER,
  UNIQUE (task_id, number),
  CHECK (ended_at IS NULL OR outcome IS NOT NULL)
) STRICT;
CREATE INDEX attempts_unanswered ON attempts (id) WHERE may_have_been_billed = 1;

CREATE TABLE results (
  task_id INTEGER PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'embedding')),
  text TEXT NOT NULL,
  cut_off INTEGER NOT NULL CHECK (cut_off IN (0, 1)),
  finish_reason TEXT,
  model TEXT NOT NULL,
  request_id TEXT,
  tokens_in INTEGER,
  tokens_out INTEGER,
  settled_at INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, -- AUTOINCREMENT: a number is never given twice, also after pruning
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('task', 'batch', 'gate', 'lane', 'provider')),
  task_id INTEGER,
  batch_id INTEGER
) STRICT;

-- Counters, kept by triggers so that no writer can forget them: a GROUP BY over a million rows takes a second.
CREATE TABLE task_counts (
  batch_id INTEGER NOT NULL,
  lane TEXT NOT NULL,
  gate_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (batch_id, lane, gate_id, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tasks_counted_in AFTER INSERT ON tasks BEGIN
  INSERT INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (NEW.batch_id, NEW.lane, NEW.gate_id, NEW.state, 1)
    ON CONFLICT (batch_id, lane, gate_id, state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tasks_counted_over AFTER UPDATE OF state, lane, gate_id ON tasks
  WHEN OLD.state <> NEW.state OR OLD.lane <> NEW.lane OR OLD.gate_id <> NEW.gate_id BEGIN
  UPDATE task_counts SET n = n - 1
    WHERE batch_id = OLD.batch_id AND lane = OLD.lane AND gate_id = OLD.gate_id AND state = OLD.state;
  INSERT INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (NEW.batch_id, NEW.lane, NEW.gate_id, NEW.state, 1)
    ON CONFLICT (batch_id, lane, gate_id, state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tasks_counted_out AFTER DELETE ON tasks BEGIN
  UPDATE task_counts SET n = n - 1
    WHERE batch_id = OLD.batch_id AND lane = OLD.lane AND gate_id = OLD.gate_id AND state = OLD.state;
END;
`
