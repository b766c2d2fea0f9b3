/** What came back on the wire: for attempts that failed in rows of their own, for an answer as a column beside its text, which costs no row. */
export const attemptWire = `
CREATE TABLE attempt_wire (
  task_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL CHECK (json_valid(headers)), -- [[name, value], ...]
  body TEXT, -- NULL: none was read, or it was removed
  cut INTEGER NOT NULL DEFAULT 0 CHECK (cut = 0 OR cut = 1), -- there was more of it
  PRIMARY KEY (task_id, number),
  FOREIGN KEY (task_id, number) REFERENCES attempts (task_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- [[':status', '200'], [name, value], ...]; NULL: nothing worth keeping came, or it was answered before this was kept.
-- No CHECK: where only this is damaged, the answer beside it is still worth saving.
ALTER TABLE results ADD COLUMN headers TEXT;
`
