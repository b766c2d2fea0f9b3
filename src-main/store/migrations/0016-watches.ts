/** Folders whose files become batches, what became of each file, and where results were written beside them. */
export const watches = `
CREATE TABLE watches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  folder TEXT NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)), -- WatchOptions
  state TEXT NOT NULL CHECK (state IN ('adding', 'on', 'paused')), -- adding: the files that are there already are being noted
  paused_for TEXT, -- why it paused itself
  created_at INTEGER NOT NULL,
  counts_from INTEGER NOT NULL, -- files that ended before then are not held against it
  CHECK ((paused_for IS NOT NULL) <= (state = 'paused'))
) STRICT;

-- A file as it was at one time. One with other contents later is another row, and the newest of a path says what is known of it.
CREATE TABLE watch_files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
  path TEXT NOT NULL, -- within the folder, parted by /
  size INTEGER NOT NULL CHECK (size >= 0), -- bytes
  mtime TEXT NOT NULL, -- nanoseconds since 1970, in digits: they are more than a double holds
  contents TEXT, -- SHA-256 in hex; NULL: it was not read
  state TEXT NOT NULL CHECK (state IN ('left', 'asked', 'taken', 'ended', 'same', 'failed')),
  retry TEXT CHECK (retry IN ('as_set', 'without_bad', 'again')), -- what a person asked for
  batch_id INTEGER REFERENCES batches (id) ON DELETE SET NULL,
  queued INTEGER NOT NULL DEFAULT 0,
  left_out INTEGER NOT NULL DEFAULT 0,
  reason TEXT, -- why it was not sent; of one that was, why rows were left out
  problem TEXT CHECK (problem IN ('unreadable', 'bad_rows', 'looks_like_results', 'unchanged', 'other')),
  results TEXT, -- the path of its results
  export_id INTEGER, -- no reference: of those that have ended only the last are kept
  newest INTEGER NOT NULL DEFAULT 1 CHECK (newest IN (0, 1)), -- of its path
  at INTEGER NOT NULL,
  CHECK ((state = 'asked') = (retry IS NOT NULL)),
  CHECK ((state = 'failed') <= (reason IS NOT NULL)),
  CHECK ((state = 'failed') = (problem IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX watch_files_newest ON watch_files (watch_id, path) WHERE newest = 1;
CREATE INDEX watch_files_shown ON watch_files (watch_id, at, id) WHERE state <> 'left';
CREATE INDEX watch_files_at_work ON watch_files (watch_id) WHERE state = 'taken';
CREATE INDEX watch_files_sent ON watch_files (watch_id, contents) WHERE state IN ('taken', 'ended');
CREATE INDEX watch_files_batch ON watch_files (batch_id) WHERE batch_id IS NOT NULL;

-- What results are called and were called: never taken in as input, also by another watch, or once this one is gone.
CREATE TABLE watch_outputs (
  path TEXT PRIMARY KEY NOT NULL, -- as it is compared: see keyOfPath
  word TEXT NOT NULL -- before the ending of its name; '': a person named it
) STRICT, WITHOUT ROWID;
`
