const letterLeaves = `
  UPDATE causes SET n = n - 1, heavy = heavy - (OLD.lane = 'heavy'), again = again - (OLD.deaths > 1) WHERE cause = OLD.cause;
  DELETE FROM causes WHERE cause = OLD.cause AND n = 0;
  UPDATE cause_hours SET n = n - 1 WHERE cause = OLD.cause AND hour = OLD.settled_at / 3600000;
  DELETE FROM cause_hours WHERE cause = OLD.cause AND hour = OLD.settled_at / 3600000 AND n = 0;`

/**
 * Dead letters by cause: causeOf() of the failure and of where the last call went. `cause_of` is that function, given to the connection by
 * migrate.ts.
 *
 * How many letters a cause has is kept by triggers, and not by the writer as the other counters are: deaths are rare, no writer can forget
 * them, and a statement that does not name `cause`, as that of a success, has none of their cost.
 */
export const causes = `
ALTER TABLE tasks ADD COLUMN cause TEXT; -- of its failure; NULL unless it is dead
ALTER TABLE tasks ADD COLUMN died_of TEXT; -- the cause of its last death, kept when it is requeued; NULL: it never died
ALTER TABLE tasks ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0; -- how many times in a row it died of that

WITH told AS MATERIALIZED (
  SELECT t.id, cause_of(t.failure_code, t.failure_status, t.failure_provider_code, t.failure_message, g.provider_id, g.model) AS cause
  FROM tasks t JOIN gates g ON g.id = coalesce((SELECT w.id FROM gates w WHERE w.id = t.way), t.gate_id) WHERE t.state = 'dead'
)
UPDATE tasks SET cause = told.cause, died_of = told.cause, deaths = 1 FROM told WHERE told.id = tasks.id;

DROP INDEX tasks_dead;
-- In the order of the tab, both ways; covering for the letters of one batch.
CREATE INDEX tasks_cause ON tasks (cause, settled_at, id, batch_id) WHERE state = 'dead';

-- One row for each cause that has letters.
CREATE TABLE causes (
  cause TEXT PRIMARY KEY NOT NULL,
  n INTEGER NOT NULL,
  heavy INTEGER NOT NULL, -- of those: in that lane
  again INTEGER NOT NULL -- of those: died of it once more after a requeue
) STRICT, WITHOUT ROWID;
CREATE INDEX causes_largest ON causes (n DESC, cause);
-- When they died, by hours of UTC.
CREATE TABLE cause_hours (
  cause TEXT NOT NULL,
  hour INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (cause, hour)
) STRICT, WITHOUT ROWID;
INSERT INTO causes (cause, n, heavy, again)
  SELECT cause, count(*), sum(lane = 'heavy'), 0 FROM tasks WHERE cause IS NOT NULL AND state = 'dead' GROUP BY cause;
INSERT INTO cause_hours (cause, hour, n)
  SELECT cause, settled_at / 3600000, count(*) FROM tasks WHERE cause IS NOT NULL AND state = 'dead' GROUP BY 1, 2;

CREATE TRIGGER causes_changed AFTER UPDATE OF cause ON tasks WHEN OLD.cause IS NOT NULL OR NEW.cause IS NOT NULL BEGIN${letterLeaves}
  INSERT INTO causes (cause, n, heavy, again) SELECT NEW.cause, 1, NEW.lane = 'heavy', NEW.deaths > 1 WHERE NEW.cause IS NOT NULL
    ON CONFLICT (cause) DO UPDATE SET n = n + 1, heavy = heavy + excluded.heavy, again = again + excluded.again;
  INSERT INTO cause_hours (cause, hour, n) SELECT NEW.cause, NEW.settled_at / 3600000, 1 WHERE NEW.cause IS NOT NULL
    ON CONFLICT (cause, hour) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER causes_removed AFTER DELETE ON tasks WHEN OLD.cause IS NOT NULL BEGIN${letterLeaves}
END;
`
