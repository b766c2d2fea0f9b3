/** What came back on the wire for attempts that failed. Nothing is written for those that succeeded. */
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
`
