/** The control database: who there is and who may do what. No customer's telemetry or audit text in here. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const statements = [
  `CREATE TABLE tenant (
    id uuid PRIMARY KEY, ordinal int NOT NULL UNIQUE, name text NOT NULL UNIQUE, monogram text NOT NULL UNIQUE,
    colour int NOT NULL, pattern int NOT NULL, region text NOT NULL, created_at bigint NOT NULL)`,
  `CREATE TABLE issuer (
    id text PRIMARY KEY, url text NOT NULL UNIQUE, client text NOT NULL, title text NOT NULL,
    tenant_id uuid REFERENCES tenant, code text UNIQUE)`,
  `CREATE TABLE access_grant (
    id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, issuer_id text NOT NULL REFERENCES issuer,
    subject text NOT NULL, roles text[] NOT NULL, offline_hours int NOT NULL, until bigint NOT NULL,
    authorised_by text NOT NULL, ended_at bigint, version int NOT NULL)`,
  `CREATE INDEX access_grant_person ON access_grant (issuer_id, subject)`,
  `CREATE TABLE device (
    id text PRIMARY KEY, key text NOT NULL, agreement_key text NOT NULL, name text NOT NULL, enrolled_at bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'suspended')), fault text, seq bigint NOT NULL, digest text NOT NULL)`,
  `CREATE TABLE session (
    id uuid PRIMARY KEY, device_id text NOT NULL REFERENCES device, issuer_id text NOT NULL REFERENCES issuer,
    subject text NOT NULL, name text NOT NULL, created_at bigint NOT NULL, expires_at bigint NOT NULL, ended_at bigint,
    issuer_url text NOT NULL)`,
  `CREATE TABLE context (
    id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES session, device_id text NOT NULL REFERENCES device,
    tenant_id uuid NOT NULL REFERENCES tenant, grant_id uuid NOT NULL REFERENCES access_grant, role text NOT NULL,
    own boolean NOT NULL, started_at bigint NOT NULL, expires_at bigint NOT NULL, ended_at bigint, end_reason text)`,
  `CREATE INDEX context_open ON context (grant_id) WHERE ended_at IS NULL`,
  `CREATE TABLE device_link (
    device_id text NOT NULL REFERENCES device, seq bigint NOT NULL, salt text NOT NULL, record_id uuid NOT NULL, digest text NOT NULL,
    PRIMARY KEY (device_id, seq), UNIQUE (device_id, record_id))`,
  `CREATE TABLE mssp_record (
    position bigserial PRIMARY KEY, id uuid NOT NULL UNIQUE, device_id text NOT NULL, seq bigint NOT NULL, digest text NOT NULL,
    body text NOT NULL, sig text NOT NULL, text_sealed bytea, received_at bigint NOT NULL, UNIQUE (device_id, seq))`,
  `CREATE TABLE hub_secret (name text PRIMARY KEY, sealed bytea NOT NULL)`,

  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'this table is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`,
  ...['device_link', 'mssp_record'].map(
    (table) =>
      `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ),

  // A provider may move: records speak of it as it was called when the person signed in.
  `CREATE FUNCTION note_issuer_url() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN SELECT url INTO NEW.issuer_url FROM public.issuer WHERE id = NEW.issuer_id; RETURN NEW; END $$`,
  `CREATE TRIGGER note_issuer_url BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION note_issuer_url()`,

  `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
  `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC`,
  `GRANT USAGE ON SCHEMA public TO hub_control`,
  `GRANT SELECT, INSERT ON tenant, issuer, access_grant, device, session, context, device_link, mssp_record, hub_secret TO hub_control`,
  `GRANT UPDATE (url, client, title, code) ON issuer TO hub_control`,
  `GRANT UPDATE (roles, offline_hours, until, authorised_by, ended_at, version) ON access_grant TO hub_control`,
  `GRANT UPDATE (agreement_key, name, status, fault, seq, digest) ON device TO hub_control`,
  `GRANT UPDATE (expires_at, ended_at) ON session TO hub_control`,
  `GRANT UPDATE (expires_at, ended_at, end_reason) ON context TO hub_control`,
  `GRANT UPDATE (sealed) ON hub_secret TO hub_control`,
  `GRANT USAGE ON SEQUENCE mssp_record_position_seq TO hub_control`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
