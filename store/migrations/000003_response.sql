-- Up Migration

-- `key` stands for an id in indexes: the id itself, or a digest of one too long or too strange (store/index-key.ts).

CREATE TABLE holdings (
  incident_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  verb text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('session', 'connection', 'grant')),
  holding json NOT NULL,
  state text NOT NULL DEFAULT 'found' CHECK (state IN ('found', 'braked', 'ended', 'closed', 'residual')),
  proof_level text CHECK (proof_level IN ('accepted', 'read-back', 'refused', 'silent')),
  proven_at timestamptz(3),
  reason text,
  PRIMARY KEY (incident_id, key)
) WITH (fillfactor = 80); -- a holding changes state about three times

CREATE INDEX holdings_by_verb ON holdings (incident_id, verb, key);

-- The gate's table (design.md §6).
CREATE TABLE effects (
  key text COLLATE "C" PRIMARY KEY,
  incident_id text COLLATE "C" NOT NULL,
  verb text NOT NULL,
  operation text NOT NULL,
  place text NOT NULL,
  target text NOT NULL,
  effect text NOT NULL CHECK (effect IN ('read', 'reversible', 'irreversible')),
  checkpoint_id text,
  state text NOT NULL DEFAULT 'intended' CHECK (state IN ('intended', 'sent', 'confirmed', 'failed', 'unknown')),
  fence integer NOT NULL DEFAULT 0,
  owner text,
  lease_until timestamptz(3),
  outcome text CHECK (outcome IN ('done', 'already-done', 'accepted', 'refused', 'unknown')),
  reason text,
  intended_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  settled_at timestamptz(3),
  CHECK (state <> 'sent' OR (owner IS NOT NULL AND lease_until IS NOT NULL))
) WITH (fillfactor = 50); -- each row is written three times: intended, sent, settled

CREATE TABLE actions (
  incident_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  -- Text, because a log that lies about its times must not be able to stop the pull.
  at text COLLATE "C" NOT NULL,
  action json NOT NULL,
  PRIMARY KEY (incident_id, key)
);

CREATE TABLE action_marks (
  incident_id text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL,
  mark text NOT NULL,
  PRIMARY KEY (incident_id, place)
);

CREATE TABLE hops (
  incident_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  depth integer NOT NULL CHECK (depth > 0),
  hop json NOT NULL,
  PRIMARY KEY (incident_id, key)
);
