-- Up Migration

CREATE TABLE checkpoints (
  id text COLLATE "C" PRIMARY KEY CHECK (id LIKE 'chk\_%'),
  incident_id text COLLATE "C" NOT NULL REFERENCES incidents (id),
  verb text NOT NULL,
  digest text NOT NULL,
  plan json NOT NULL,
  question json NOT NULL,
  quorum integer NOT NULL CHECK (quorum BETWEEN 1 AND 5),
  opened_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  state text NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'approved', 'denied', 'expired', 'superseded', 'withdrawn'))
);

CREATE INDEX checkpoints_by_incident ON checkpoints (incident_id, verb);
CREATE INDEX checkpoints_open ON checkpoints (opened_at, id) WHERE state = 'open';

-- One answer per person and checkpoint. The MAC covers every column, so a row written by hand is worth nothing;
-- and like the ledger no row is ever changed or removed, so that a "no" cannot be made to disappear.
CREATE TABLE decisions (
  id text COLLATE "C" PRIMARY KEY,
  checkpoint_id text COLLATE "C" NOT NULL REFERENCES checkpoints (id),
  digest text NOT NULL,
  answer text NOT NULL CHECK (answer IN ('approve', 'deny')),
  who text NOT NULL,
  provider text NOT NULL,
  surface text NOT NULL CHECK (surface IN ('terminal', 'api', 'console', 'slack')),
  reason text NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  mac text NOT NULL,
  UNIQUE (checkpoint_id, who)
);

CREATE TRIGGER decisions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE decisions ENABLE ALWAYS TRIGGER decisions_are_append_only;
