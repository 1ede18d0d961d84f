-- Up Migration

-- Times are kept to the millisecond, the precision of ISO instants in JavaScript: what was written reads back the same.
-- Documents are json, not jsonb: jsonb refuses \u0000 and lone surrogates, which an attacker's log line may hold.

CREATE TABLE inventories (
  hash text COLLATE "C" PRIMARY KEY,
  inventory json NOT NULL,
  saved_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE incidents (
  id text COLLATE "C" PRIMARY KEY CHECK (id LIKE 'inc\_%'),
  codename text NOT NULL,
  credential text NOT NULL,
  environment text NOT NULL,
  inventory_hash text NOT NULL,
  window_opened_at timestamptz(3) NOT NULL,
  window_source text NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  runbook json NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  verdict text CHECK (verdict IN ('contained', 'held', 'open')),
  closed_at timestamptz(3),
  key_id text NOT NULL,
  old_ref text NOT NULL,
  new_key_id text,
  new_ref text,
  parent text COLLATE "C" REFERENCES incidents (id),
  -- The end of this incident's ledger. Writers lock this row; verification sees a cut-off tail by it.
  ledger_seq integer NOT NULL DEFAULT 0,
  ledger_head text NOT NULL DEFAULT repeat('0', 64),
  CHECK ((status = 'closed') = (verdict IS NOT NULL AND closed_at IS NOT NULL))
) WITH (fillfactor = 60); -- each append updates the row; free space in its page keeps that off the indexes

CREATE INDEX incidents_by_codename ON incidents (codename);
CREATE INDEX incidents_by_opened_at ON incidents (opened_at DESC, id);
CREATE INDEX incidents_by_parent ON incidents (parent) WHERE parent IS NOT NULL;
