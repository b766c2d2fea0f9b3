/** From what row of which file a task was made, and by what template: rows with their cells, templates with their versions, variants. */
export const rows = `
ALTER TABLE batches ADD COLUMN columns TEXT CHECK (columns IS NULL OR json_valid(columns)); -- string[]; NULL: its rows have no cells

ALTER TABLE tasks ADD COLUMN row INTEGER CHECK (row >= 1); -- NULL: of no row
ALTER TABLE tasks ADD COLUMN variant INTEGER CHECK (variant >= 1); -- NULL: its batch has no variants, or it is a part of another task
-- Of a batch with variants each row has one task under each. Others have one task for a row, and write nothing here.
CREATE UNIQUE INDEX tasks_row ON tasks (batch_id, row, variant) WHERE variant IS NOT NULL;

-- Only rows that have cells. Rows are counted from 1 in the order in which they came.
CREATE TABLE source_rows (
  batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  row INTEGER NOT NULL CHECK (row >= 1),
  cells TEXT NOT NULL CHECK (json_valid(cells)), -- Json[], by the batch's columns; one that ends early has null for the rest
  file TEXT NOT NULL,
  line INTEGER NOT NULL CHECK (line >= 1),
  PRIMARY KEY (batch_id, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX templates_name ON templates (name) WHERE archived_at IS NULL;

-- Written once and kept: an old batch shows what it was made by.
CREATE TABLE template_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  template_id INTEGER NOT NULL REFERENCES templates (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  body TEXT NOT NULL CHECK (json_valid(body)), -- TemplateBody
  created_at INTEGER NOT NULL,
  UNIQUE (template_id, version)
) STRICT;

-- No reference to template_versions: what ran is told also where a damaged file has lost the template.
CREATE TABLE variants (
  batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
  variant INTEGER NOT NULL CHECK (variant >= 1),
  name TEXT NOT NULL,
  template_version INTEGER, -- template_versions.id; NULL: by a template that was never saved, or by none
  body TEXT CHECK (body IS NULL OR json_valid(body)), -- TemplateBody of one that was never saved
  provider_id TEXT NOT NULL,
  model TEXT NOT NULL,
  parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)), -- with which its requests were made
  PRIMARY KEY (batch_id, variant),
  CHECK (template_version IS NULL OR body IS NULL)
) STRICT, WITHOUT ROWID;
`
