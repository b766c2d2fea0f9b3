/** Files that results go to as they settle, and which of them already stand there. */
export const liveExports = `
CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  partial TEXT NOT NULL, -- beside it, until all is written
  options TEXT NOT NULL CHECK (json_valid(options)), -- ExportOptions
  state TEXT NOT NULL CHECK (state IN ('following', 'writing', 'placing', 'done', 'stopped')),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  head TEXT, -- how the file begins; NULL while nothing is written
  length INTEGER NOT NULL DEFAULT 0 CHECK (length >= 0), -- bytes of the partial file that are on disk; what lies beyond is cut off
  rows INTEGER NOT NULL DEFAULT 0 CHECK (rows >= 0),
  run INTEGER NOT NULL DEFAULT 1, -- rises when the file is begun anew: the lines of the run before count no more
  upto INTEGER NOT NULL DEFAULT 0, -- in the order of the input: the last position that was passed
  trouble TEXT,
  notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)), -- string[]
  CHECK ((state IN ('done', 'stopped')) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX liveExportsliving ON exports (id) WHERE ended_at IS NULL;

-- Written in the transaction that says how long the file is. No reference to tasks: retention may remove one, and its line stays.
CREATE TABLE export_rows (
  export_id INTEGER NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
  run INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  version INTEGER NOT NULL, -- as it was written: one that changed since has another
  PRIMARY KEY (export_id, run, task_id)
) STRICT, WITHOUT ROWID;
`
