const columns = `
  batch_id INTEGER NOT NULL, -- 0: all of them
  width INTEGER NOT NULL, -- how long a time the row is of, ms: a minute, a quarter of an hour, an hour, or a local day as 86400000
  start INTEGER NOT NULL,
  lane TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  model TEXT NOT NULL,`

/** What calls came to over time, and since when a task stands in line. */
export const insights = `
-- Sums that outlive their tasks. What is older stands in wider rows, and each fact in one row of its batch and one of all batches.
CREATE TABLE insights (${columns}
  succeeded INTEGER NOT NULL DEFAULT 0, -- from here to lost: attempts by outcome
  rate_limited INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  transient INTEGER NOT NULL DEFAULT 0,
  permanent INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0, -- attempts that spent one
  first_try INTEGER NOT NULL DEFAULT 0, -- tasks that their first attempt answered
  cached INTEGER NOT NULL DEFAULT 0, -- tasks that took a stored answer, without an attempt
  dead INTEGER NOT NULL DEFAULT 0, -- tasks that became dead letters
  stopped INTEGER NOT NULL DEFAULT 0, -- tasks whose attempt ended in their being cancelled
  tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0, -- nano-dollars of calls that were answered
  unanswered_cost INTEGER NOT NULL DEFAULT 0, -- nano-dollars put by for those that never were
  waits BLOB NOT NULL, -- how long attempts had stood in line; a histogram: pairs of a bucket (one byte) and a count (LEB128)
  answers BLOB NOT NULL, -- how long answers took
  PRIMARY KEY (batch_id, width, start, lane, provider_id, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX insights_fine ON insights (width, start) WHERE width < 86400000; -- what is to be put together

-- What went wrong, in the words of FailureCode. No defaults: with them a row could be taken for one of its index where pages are read alone.
CREATE TABLE insight_errors (${columns}
  code TEXT NOT NULL,
  status INTEGER NOT NULL, -- of HTTP; 0 where no answer came
  tries INTEGER NOT NULL, -- attempts that failed of it
  dead INTEGER NOT NULL, -- tasks that became dead letters of it
  PRIMARY KEY (batch_id, width, start, lane, provider_id, model, code, status)
) STRICT, WITHOUT ROWID;
CREATE INDEX insight_errors_fine ON insight_errors (width, start) WHERE width < 86400000;

ALTER TABLE tasks ADD COLUMN ready_at INTEGER; -- since when it stands in line; NULL: since it was created
`
