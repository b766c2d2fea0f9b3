/** What was sent of a watched file before it changed, and rows that could not be used, in files of their own beside the results. */
export const watchMore = `
CREATE INDEX watch_files_sent_path ON watch_files (watch_id, path) WHERE state IN ('taken', 'ended');

CREATE TABLE watch_bad_files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  watch_id INTEGER NOT NULL, -- no reference: a file that is owed is placed also once the watch is gone
  file_id INTEGER, -- of watch_files, once that was taken; no reference: see above
  path TEXT NOT NULL, -- where it belongs
  partial TEXT NOT NULL, -- where it is written
  state TEXT NOT NULL CHECK (state IN ('writing', 'owed', 'placed', 'lost')), -- writing: what a crash leaves of it is deleted
  lines INTEGER NOT NULL DEFAULT 0,
  trouble TEXT, -- why it cannot be placed just now
  CHECK ((state = 'writing') = (file_id IS NULL)),
  CHECK ((trouble IS NOT NULL) <= (state = 'owed'))
) STRICT;
CREATE INDEX watch_bad_files_of ON watch_bad_files (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX watch_bad_files_open ON watch_bad_files (watch_id) WHERE state IN ('writing', 'owed');
`
