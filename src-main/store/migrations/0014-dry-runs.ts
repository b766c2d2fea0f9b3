/** Batches whose first rows run ahead of the rest, which waits for a person; and rows that are being added to a batch that exists. */
export const dryRuns = `
CREATE TABLE dry_runs (
  batch_id INTEGER PRIMARY KEY NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  rows INTEGER NOT NULL CHECK (rows BETWEEN 1 AND 100), -- how many were asked for
  last_position INTEGER NOT NULL CHECK (last_position >= 1), -- of the tasks of those rows; all others of the batch wait
  last_task INTEGER NOT NULL, -- the id of that one
  state TEXT NOT NULL CHECK (state IN ('running', 'waiting', 'released', 'let_go')),
  created_at INTEGER NOT NULL,
  waiting_at INTEGER, -- since when nothing of those rows is on its way any more
  ended_at INTEGER, -- when the rest was released or let go
  told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- that it waits
  CHECK ((state = 'waiting') <= (waiting_at IS NOT NULL)),
  CHECK ((state IN ('released', 'let_go')) = (ended_at IS NOT NULL))
) STRICT;
-- Also those that were let go: what is taken back of that must wait again.
CREATE INDEX dry_runs_holding ON dry_runs (batch_id) WHERE state <> 'released';

-- A staging batch whose tasks are moving into another one: it is whole, and a start goes on with it.
CREATE TABLE merges (
  batch_id INTEGER PRIMARY KEY NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  into_id INTEGER NOT NULL,
  row_offset INTEGER NOT NULL CHECK (row_offset >= 0) -- its rows are numbered on from there
) STRICT;
`
