/**
 * A region's database: every row belongs to one tenant and says so first in its key. Policies are forced and name the
 * tenant by `session_user`, the login role, which no SQL of a session can change. Grants name columns: `tenant_id`
 * is in no UPDATE grant. Flat tables (partitions would not inherit the policies), in the shape that Citus distributes.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export const REGION_TABLE_NAMES = [
  'node',
  'edge',
  'blind',
  'counter',
  'batch',
  'quarantine',
  'segment',
  'data_key',
  'log_head',
  'chain_head',
  'record',
] as const;

/** What every policy says. */
export const OWN_TENANT = `tenant_id = (SELECT (substr(session_user::text, 3))::uuid)`;

const tables = [
  `CREATE TABLE node (
    tenant_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, first_seen bigint NOT NULL, last_seen bigint NOT NULL,
    count bigint NOT NULL, version int NOT NULL, seq bigint NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (tenant_id, id))`,
  `CREATE UNIQUE INDEX node_seq ON node (tenant_id, seq)`,
  `CREATE INDEX node_kind ON node (tenant_id, kind, last_seen)`,
  `CREATE TABLE edge (
    tenant_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, src uuid NOT NULL, dst uuid NOT NULL,
    first_seen bigint NOT NULL, last_seen bigint NOT NULL, count bigint NOT NULL, version int NOT NULL, seq bigint NOT NULL,
    sealed bytea NOT NULL, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, src) REFERENCES node (tenant_id, id), FOREIGN KEY (tenant_id, dst) REFERENCES node (tenant_id, id))`,
  `CREATE INDEX edge_src ON edge (tenant_id, src, kind)`,
  `CREATE INDEX edge_dst ON edge (tenant_id, dst, kind)`,
  `CREATE UNIQUE INDEX edge_seq ON edge (tenant_id, seq)`,
  `CREATE TABLE blind (
    tenant_id uuid NOT NULL, token bytea NOT NULL, node uuid NOT NULL, PRIMARY KEY (tenant_id, token, node),
    FOREIGN KEY (tenant_id, node) REFERENCES node (tenant_id, id))`,
  `CREATE TABLE counter (tenant_id uuid PRIMARY KEY, seq bigint NOT NULL)`,
  `CREATE TABLE log_head (tenant_id uuid PRIMARY KEY, position bigint NOT NULL)`,
  `CREATE TABLE batch (
    tenant_id uuid NOT NULL, id bytea NOT NULL, connector text NOT NULL, source bytea NOT NULL, lines int NOT NULL,
    kept int NOT NULL, skipped int NOT NULL, malformed int NOT NULL, at bigint NOT NULL, PRIMARY KEY (tenant_id, id))`,
  `CREATE TABLE quarantine (
    tenant_id uuid NOT NULL, batch bytea NOT NULL, line int NOT NULL, reason text NOT NULL, sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, batch, line), FOREIGN KEY (tenant_id, batch) REFERENCES batch (tenant_id, id))`,
  `CREATE TABLE segment (
    tenant_id uuid NOT NULL, slice bytea NOT NULL, from_seq bigint NOT NULL, to_seq bigint NOT NULL, nodes int NOT NULL,
    edges int NOT NULL, nonce bytea NOT NULL, box bytea NOT NULL, key_sealed bytea NOT NULL, PRIMARY KEY (tenant_id, slice, from_seq))`,
  `ALTER TABLE segment ALTER COLUMN box SET STORAGE EXTERNAL`,
  `CREATE TABLE data_key (tenant_id uuid PRIMARY KEY, id int NOT NULL, sealed bytea NOT NULL)`,
  `CREATE TABLE chain_head (
    tenant_id uuid NOT NULL, device_id text NOT NULL, seq bigint NOT NULL, digest text NOT NULL, PRIMARY KEY (tenant_id, device_id))`,
  `CREATE TABLE record (
    tenant_id uuid NOT NULL, position bigint NOT NULL, id uuid NOT NULL, device_id text NOT NULL, seq bigint NOT NULL,
    digest text NOT NULL, body text NOT NULL, sig text NOT NULL, text_sealed bytea, hub boolean NOT NULL, received_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, position), UNIQUE (tenant_id, id), UNIQUE (tenant_id, device_id, seq))`,
];

const policies = REGION_TABLE_NAMES.flatMap((table) => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY own_tenant ON ${table} USING (${OWN_TENANT}) WITH CHECK (${OWN_TENANT})`,
]);

const guards = [
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'this table is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

const grants = [
  `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
  `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC`,
  `GRANT USAGE ON SCHEMA public TO tenant_member`,
  `GRANT SELECT, INSERT ON ${REGION_TABLE_NAMES.join(', ')} TO tenant_member`,
  `GRANT UPDATE (first_seen, last_seen, count, version, seq, sealed) ON node, edge TO tenant_member`,
  `GRANT UPDATE (seq) ON counter TO tenant_member`,
  `GRANT UPDATE (position) ON log_head TO tenant_member`,
  `GRANT UPDATE (to_seq, nodes, edges, nonce, box, key_sealed) ON segment TO tenant_member`,
  `GRANT UPDATE (seq, digest) ON chain_head TO tenant_member`,
  `GRANT DELETE ON segment TO tenant_member`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...tables, ...policies, ...guards, ...grants]) await sql.raw(statement).execute(db);
}
