-- Up Migration

-- Append-only. No foreign key: every writer holds the incident's row locked, and a check per row would double the cost.
CREATE TABLE ledger (
  incident_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL CHECK (seq > 0),
  kind text NOT NULL,
  happened_at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  body json NOT NULL,
  prev_hash text NOT NULL CHECK (length(prev_hash) = 64),
  hash text NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (incident_id, seq)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: its rows are never changed or removed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

-- Per statement, so that even a change that matches no row is refused.
-- ALWAYS, so that session_replication_role = replica does not switch it off.
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only;
