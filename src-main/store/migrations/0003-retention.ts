/** Retention: texts can go while the row stays, and rows can go while their hashes stay, so that a receipt can still be checked. */
export const retention = `
ALTER TABLE results ADD COLUMN hash BLOB CHECK (hash IS NULL OR length(hash) = 32); -- SHA-256 of text's UTF-8
ALTER TABLE results ADD COLUMN purged_at INTEGER; -- when the task's texts were removed

-- What stays of a succeeded task that retention removed.
CREATE TABLE purged_tasks (
  batch_id INTEGER NOT NULL REFERENCES batches (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  input BLOB NOT NULL CHECK (length(input) = 32), -- hash of revision 1
  revision INTEGER NOT NULL CHECK (revision >= 1),
  sent BLOB CHECK (sent IS NULL OR length(sent) = 32), -- hash of the revision that was answered, where that is not the first
  state TEXT NOT NULL CHECK (state = 'succeeded'),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  result BLOB NOT NULL CHECK (length(result) = 32), -- hash of the answer's text
  tokens_in INTEGER,
  tokens_out INTEGER,
  settled_at INTEGER NOT NULL,
  purged_at INTEGER NOT NULL,
  PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;
`
