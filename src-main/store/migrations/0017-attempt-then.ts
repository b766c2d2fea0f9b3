/** What held when an attempt was made that did not succeed: its rules, which many attempts share, and its gates, with no text of anybody's. And releases that a person paused. */
export const attemptThen = `
CREATE TABLE rules_then (
  hash BLOB PRIMARY KEY NOT NULL, -- SHA-256 of the rules as they stand here
  rules TEXT NOT NULL CHECK (json_valid(rules)) -- RulesThen
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_then (
  task_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  rules BLOB NOT NULL, -- of rules_then; no reference: where only those are damaged, the rest is still worth saving
  retries_used INTEGER NOT NULL CHECK (retries_used >= 0), -- before it
  gates TEXT NOT NULL CHECK (json_valid(gates)), -- GateThen[]
  PRIMARY KEY (task_id, number),
  FOREIGN KEY (task_id, number) REFERENCES attempts (task_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
ALTER TABLE releases ADD COLUMN paused_at INTEGER; -- nothing more of the rest is released until a person resumes it; NULL: it is not paused
`
