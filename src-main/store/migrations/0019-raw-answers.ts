/** Raw answers of calls that succeeded, where a person wants them kept: only the newest of them, up to a size. */
export const rawAnswers = `
CREATE TABLE raw_answers (
  upto INTEGER PRIMARY KEY, -- how many bytes had been kept when this one was, with its own: what is old is told by it alone
  task_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  status INTEGER NOT NULL,
  cut INTEGER NOT NULL CHECK (cut = 0 OR cut = 1), -- there was more of it
  headers TEXT NOT NULL CHECK (json_valid(headers)), -- [[name, value], ...]
  body TEXT NOT NULL,
  UNIQUE (task_id, number),
  FOREIGN KEY (task_id, number) REFERENCES attempts (task_id, number) ON DELETE CASCADE
) STRICT;
`
