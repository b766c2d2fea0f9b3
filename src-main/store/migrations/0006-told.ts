/** What providers tell of their models, and what half price saved, apart from what caches did. */
export const told = `
-- What a provider told of one of its models: in its list, when asked, or by refusing a prompt.
CREATE TABLE model_told (
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  told TEXT NOT NULL CHECK (json_valid(told)), -- ToldModel
  PRIMARY KEY (provider_id, model)
) STRICT, WITHOUT ROWID;

ALTER TABLE spend ADD COLUMN saved_by_half_price INTEGER NOT NULL DEFAULT 0; -- nano-dollars; of saved: by half-price batches
`
