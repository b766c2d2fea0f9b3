/** What a person thinks of the answers that a row got under several variants, and what is known of such rows beside each other. */
export const ratings = `
-- Added to, and not changed: the newest one of a row holds, and to take the last one back leaves those before it as they were.
CREATE TABLE ratings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- AUTOINCREMENT: whoever takes one back names it, and means no later one
  batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  row INTEGER NOT NULL CHECK (row >= 1),
  choice INTEGER CHECK (choice >= -1), -- the best variant; 0: as good as each other; -1: none is good; NULL: the row is not rated any more
  note TEXT,
  blind INTEGER NOT NULL CHECK (blind IN (0, 1)), -- names of variants were hidden
  rated_at INTEGER NOT NULL,
  about TEXT NOT NULL CHECK (json_valid(about)) -- RatedAnswer[]: the answers that it was given to
) STRICT;
CREATE INDEX ratings_row ON ratings (batch_id, row);
CREATE INDEX ratings_batch ON ratings (batch_id);

-- All of the following comes from tasks, results and ratings, and can be made anew. Only of batches that somebody compared.
CREATE TABLE comparisons (
  batch_id INTEGER PRIMARY KEY NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  upto INTEGER NOT NULL CHECK (upto >= 0) -- rows up to this one were looked at
) STRICT;
CREATE TABLE compared_rows (
  batch_id INTEGER NOT NULL REFERENCES comparisons (batch_id) ON DELETE CASCADE,
  row INTEGER NOT NULL,
  answered INTEGER NOT NULL, -- bit n - 1: variant n has an answer
  failed INTEGER NOT NULL, -- bit n - 1: variant n ended without one
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)), -- all of them ended
  differs INTEGER NOT NULL CHECK (differs IN (0, 1)), -- two of its answers are not the same
  choice INTEGER, -- of its rating; NULL: none
  stale INTEGER NOT NULL CHECK (stale IN (0, 1)), -- its rating was given to other answers
  to_rate INTEGER NOT NULL CHECK (to_rate IN (0, 1)), -- all ended, at least two answers to be read, and no rating that holds
  PRIMARY KEY (batch_id, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX compared_to_rate ON compared_rows (batch_id, row) WHERE to_rate = 1;
CREATE INDEX compared_differs ON compared_rows (batch_id, row) WHERE differs = 1;
CREATE INDEX compared_failed ON compared_rows (batch_id, row) WHERE failed <> 0;
CREATE INDEX compared_stale ON compared_rows (batch_id, row) WHERE stale = 1;
CREATE INDEX compared_choice ON compared_rows (batch_id, choice, row) WHERE choice IS NOT NULL AND stale = 0;

-- Kept by triggers, as task_counts once were: sums for all filters and shares come from a few rows. They run in transactions that end
-- tasks, which a counter that is wrong must not refuse.
CREATE TABLE compared_counts (
  batch_id INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  differs INTEGER NOT NULL,
  choice INTEGER NOT NULL, -- -2: none
  stale INTEGER NOT NULL,
  to_rate INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (batch_id, answered, failed, settled, differs, choice, stale, to_rate)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER compared_in AFTER INSERT ON compared_rows BEGIN
  INSERT INTO compared_counts VALUES (NEW.batch_id, NEW.answered, NEW.failed, NEW.settled, NEW.differs, coalesce(NEW.choice, -2), NEW.stale,
      NEW.to_rate, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER compared_out AFTER DELETE ON compared_rows BEGIN
  UPDATE compared_counts SET n = max(0, n - 1) WHERE batch_id = OLD.batch_id AND answered = OLD.answered AND failed = OLD.failed
    AND settled = OLD.settled AND differs = OLD.differs AND choice = coalesce(OLD.choice, -2) AND stale = OLD.stale
    AND to_rate = OLD.to_rate;
END;
CREATE TRIGGER compared_over AFTER UPDATE ON compared_rows BEGIN
  UPDATE compared_counts SET n = max(0, n - 1) WHERE batch_id = OLD.batch_id AND answered = OLD.answered AND failed = OLD.failed
    AND settled = OLD.settled AND differs = OLD.differs AND choice = coalesce(OLD.choice, -2) AND stale = OLD.stale
    AND to_rate = OLD.to_rate;
  INSERT INTO compared_counts VALUES (NEW.batch_id, NEW.answered, NEW.failed, NEW.settled, NEW.differs, coalesce(NEW.choice, -2), NEW.stale,
      NEW.to_rate, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
`
