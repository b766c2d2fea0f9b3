/** Recurring schedules, and what each of their due times came to. */
export const schedules = `
CREATE TABLE schedules (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: batches keep the id of a schedule that was removed
  name TEXT NOT NULL,
  cron TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  template TEXT NOT NULL CHECK (json_valid(template)), -- ScheduleTemplate
  lane TEXT NOT NULL CHECK (lane IN ('auto', 'fast', 'heavy')),
  provider_id TEXT, -- NULL: whichever is the default when it fires
  model TEXT, -- NULL: the provider's default
  priority INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)), -- BatchOptions
  missed TEXT NOT NULL CHECK (missed IN ('skip', 'once', 'all')),
  overlap TEXT NOT NULL CHECK (overlap IN ('skip', 'queue', 'cancel_previous')),
  state TEXT NOT NULL CHECK (state IN ('active', 'paused')),
  created_at INTEGER NOT NULL,
  next_at INTEGER,
  handled_to INTEGER NOT NULL, -- due times up to here are dealt with: next_at is the first one after it
  last_fired_at INTEGER,
  last_batch_id INTEGER,
  fired INTEGER NOT NULL DEFAULT 0 CHECK (fired >= 0),
  skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  skip_at INTEGER,
  skip_reason TEXT CHECK (skip_reason IN ('missed', 'overlap', 'target')),
  skip_message TEXT,
  CHECK (state = 'active' OR next_at IS NULL),
  CHECK ((skip_at IS NULL) = (skip_reason IS NULL) AND (skip_at IS NULL) = (skip_message IS NULL))
) STRICT;

-- A due time that fired. It can do so once, whatever the clock does.
CREATE TABLE schedule_firings (
  schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  fired_at INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  PRIMARY KEY (schedule_id, due_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_schedule ON batches (schedule_id) WHERE schedule_id IS NOT NULL;
`
