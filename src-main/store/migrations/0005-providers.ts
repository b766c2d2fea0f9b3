/**
 * Providers of several protocols with several keys each, what is known of their limits, what calls cost, and work that is out in a
 * provider's own batch API. Money is in whole nano-dollars (1 USD = 10^9), so that sums are exact.
 */
export const providers = `
CREATE TABLE providers_2 (
  id TEXT PRIMARY KEY NOT NULL,
  protocol TEXT NOT NULL CHECK (protocol IN ('openai-chat', 'openai-responses', 'anthropic', 'gemini')),
  preset TEXT NOT NULL, -- which of presets.ts it was made from; 'custom' for none
  name TEXT NOT NULL,
  base_url TEXT,
  default_model TEXT NOT NULL,
  models TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(models)),
  options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)), -- ProviderOptions
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  last_test TEXT CHECK (last_test IS NULL OR json_valid(last_test)),
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)), -- its finished tasks still name it
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  created_at INTEGER NOT NULL,
  CHECK ((preset = 'practice') = (base_url IS NULL))
) STRICT;
INSERT INTO providers_2 (rowid, id, protocol, preset, name, base_url, default_model, models, is_default, last_test, removed, paused, created_at)
  SELECT rowid, id, 'openai-chat', iif(kind = 'practice', 'practice', 'custom'), name, base_url, default_model, models, is_default, last_test,
    removed, paused, created_at FROM providers;
DROP TABLE providers;
ALTER TABLE providers_2 RENAME TO providers;
CREATE UNIQUE INDEX providers_default ON providers (is_default) WHERE is_default = 1;

-- Keys as the keychain sealed them: none stands here in clear.
CREATE TABLE secrets_2 (
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  key_id TEXT NOT NULL, -- counted up for each provider from '1'
  name TEXT NOT NULL DEFAULT '',
  backend TEXT NOT NULL, -- which keychain sealed it: another one cannot open it
  sealed BLOB NOT NULL,
  last4 TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (provider_id, key_id)
) STRICT, WITHOUT ROWID;
INSERT INTO secrets_2 (provider_id, key_id, backend, sealed, last4, saved_at)
  SELECT provider_id, '1', backend, sealed, last4, saved_at FROM secrets;
DROP TABLE secrets;
ALTER TABLE secrets_2 RENAME TO secrets;

-- What a person set for a model of a provider.
CREATE TABLE model_settings (
  provider_id TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)), -- ModelSettings
  PRIMARY KEY (provider_id, model)
) STRICT, WITHOUT ROWID;

-- One for each provider, key and model. Tasks stand in line at that of the first key, which their gate_id names.
CREATE TABLE gates_2 (
  id INTEGER PRIMARY KEY,
  provider_id TEXT NOT NULL REFERENCES providers (id),
  model TEXT NOT NULL,
  key_id TEXT NOT NULL DEFAULT '1',
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'half_open')),
  reason TEXT CHECK (reason IN ('rate_limit', 'outage', 'auth', 'quota', 'model')),
  since INTEGER,
  until INTEGER,
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
  closures INTEGER NOT NULL DEFAULT 0 CHECK (closures >= 0),
  limits TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(limits)), -- KnownLimits
  UNIQUE (provider_id, model, key_id),
  CHECK ((state = 'closed') = (reason IS NOT NULL)),
  CHECK ((state = 'closed') = (failure IS NOT NULL)),
  CHECK ((state = 'open') = (since IS NULL)),
  CHECK (reason IS NOT NULL OR until IS NULL),
  CHECK (reason IS NULL OR reason NOT IN ('rate_limit', 'outage') OR until IS NOT NULL)
) STRICT;
INSERT INTO gates_2 (id, provider_id, model, state, reason, since, until, failure, closures)
  SELECT id, provider_id, model, state, reason, since, until, failure, closures FROM gates;
DROP TABLE gates;
ALTER TABLE gates_2 RENAME TO gates;

ALTER TABLE tasks ADD COLUMN cost INTEGER NOT NULL DEFAULT 0; -- nano-dollars of all its attempts, those that were never answered left out
ALTER TABLE tasks ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0; -- nano-dollars put by for the call that runs
ALTER TABLE tasks ADD COLUMN way INTEGER; -- the gate through which its last call went; NULL: its own
ALTER TABLE tasks ADD COLUMN fallback INTEGER NOT NULL DEFAULT 0 CHECK (fallback >= 0); -- its model's own retries are used up: how far down the list it is
ALTER TABLE tasks ADD COLUMN remote_batch INTEGER; -- it is out in that batch of its provider

ALTER TABLE attempts ADD COLUMN provider_id TEXT; -- NULL: its task's, as before there were fallbacks
ALTER TABLE attempts ADD COLUMN key_id TEXT NOT NULL DEFAULT '1';
ALTER TABLE attempts ADD COLUMN cached_in INTEGER; -- of tokens_in, read from the provider's cache
ALTER TABLE attempts ADD COLUMN cache_write INTEGER;
ALTER TABLE attempts ADD COLUMN cost INTEGER; -- nano-dollars; NULL where no price is known. Of one that was never answered: what was put by for it
ALTER TABLE attempts ADD COLUMN first_token_ms INTEGER;
ALTER TABLE attempts ADD COLUMN answer TEXT; -- what came of one that did not succeed: cut off, refused, or not what was asked for
ALTER TABLE results ADD COLUMN cached_in INTEGER;
ALTER TABLE results ADD COLUMN cache_write INTEGER;
ALTER TABLE late_answers ADD COLUMN cost INTEGER;

-- What calls used and cost, by the local day on which they ended.
CREATE TABLE spend (
  day TEXT NOT NULL, -- YYYY-MM-DD
  batch_id INTEGER NOT NULL,
  provider_id TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  tokens_in INTEGER NOT NULL DEFAULT 0,
  cached_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0, -- nano-dollars of calls that were answered
  saved INTEGER NOT NULL DEFAULT 0, -- nano-dollars that the provider's cache and half-price batches saved; negative where writing it cost more
  unanswered INTEGER NOT NULL DEFAULT 0, -- calls that were sent and never answered: they may have been billed
  unanswered_cost INTEGER NOT NULL DEFAULT 0, -- nano-dollars, estimated
  unpriced INTEGER NOT NULL DEFAULT 0, -- calls to models without a known price
  PRIMARY KEY (day, batch_id, provider_id, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_batch ON spend (batch_id);

-- Work that is out in a provider's own batch API.
CREATE TABLE remote_batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  provider_id TEXT NOT NULL REFERENCES providers (id),
  key_id TEXT NOT NULL,
  model TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE, -- our own, sent along: after a crash it tells whether the provider has it
  remote_id TEXT, -- the provider's, once it is known
  state TEXT NOT NULL CHECK (state IN ('preparing', 'sent', 'collecting', 'ended')),
  tasks INTEGER NOT NULL CHECK (tasks >= 0), -- grows while they are taken out of their lines
  created_at INTEGER NOT NULL,
  poll_at INTEGER, -- when it is looked at next
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)), -- what the provider last said of it
  CHECK ((state = 'ended') = (poll_at IS NULL))
) STRICT;
CREATE INDEX remote_batches_living ON remote_batches (id) WHERE poll_at IS NOT NULL;
CREATE INDEX tasks_remote ON tasks (remote_batch, id) WHERE state = 'running' AND remote_batch IS NOT NULL;
-- So that what a lane calls itself is found among thousands that are out without reading them.
DROP INDEX tasks_running;
CREATE INDEX tasks_running ON tasks (lane, started_at, id, remote_batch) WHERE state = 'running';
`
