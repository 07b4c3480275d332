/**
 * The tables as kysely sees them, of the two kinds of database: `control` (no customer data) and one per region.
 * Times are Unix milliseconds. `bigint` columns arrive as numbers (all stay far below 2^53), `bytea` as Buffer,
 * `uuid` as lower-case text with hyphens (a record id is the same without hyphens: see `shared/query/sealed-rows.ts`).
 */
import type { ColumnType, Generated } from 'kysely';

export interface TenantTable {
  id: string;
  ordinal: number;
  name: string;
  monogram: string;
  colour: number;
  pattern: number;
  region: string;
  created_at: number;
}

export interface IssuerTable {
  id: string;
  url: string;
  client: string;
  title: string;
  /** Null: the provider's own (MSSP) issuer. */
  tenant_id: string | null;
  /** What a customer's person types to reach this issuer. */
  code: string | null;
}

export interface AccessGrantTable {
  id: string;
  tenant_id: string;
  issuer_id: string;
  subject: string;
  roles: string[];
  offline_hours: number;
  until: number;
  authorised_by: string;
  ended_at: number | null;
  version: number;
  /** JSON of the slice that it allows; null: all of the graph. */
  slice: string | null;
}

export interface DeviceTable {
  id: string;
  key: string;
  agreement_key: string;
  name: string;
  enrolled_at: number;
  status: 'active' | 'suspended';
  fault: string | null;
  /** Head of the device's own chain. */
  seq: number;
  digest: string;
}

export interface SessionTable {
  id: string;
  device_id: string;
  issuer_id: string;
  subject: string;
  name: string;
  created_at: number;
  expires_at: number;
  ended_at: number | null;
  /** The issuer's address when the session began: what records call it. The database fills it in. */
  issuer_url: ColumnType<string, never, never>;
}

export interface ContextTable {
  id: string;
  session_id: string;
  device_id: string;
  tenant_id: string;
  grant_id: string;
  role: string;
  own: boolean;
  started_at: number;
  expires_at: number;
  ended_at: number | null;
  end_reason: string | null;
}

/** INSERT and SELECT only. */
export interface DeviceLinkTable {
  device_id: string;
  seq: number;
  /** With the digest of the link before it, what a record's `link` is the hash of. */
  salt: string;
  record_id: string;
  digest: string;
}

/** INSERT and SELECT only. */
export interface MsspRecordTable {
  position: Generated<number>;
  id: string;
  device_id: string;
  seq: number;
  digest: string;
  /** The exact canonical text that was signed. */
  body: string;
  sig: string;
  text_sealed: Buffer | null;
  received_at: number;
}

/** Secrets of the hub itself, sealed under the key provider's master key. */
export interface HubSecretTable {
  name: string;
  sealed: Buffer;
}

export interface ControlTables {
  tenant: TenantTable;
  issuer: IssuerTable;
  access_grant: AccessGrantTable;
  device: DeviceTable;
  session: SessionTable;
  context: ContextTable;
  device_link: DeviceLinkTable;
  mssp_record: MsspRecordTable;
  hub_secret: HubSecretTable;
}

export interface NodeTable {
  tenant_id: string;
  id: string;
  kind: string;
  first_seen: number;
  last_seen: number;
  count: number;
  version: number;
  seq: number;
  sealed: Buffer;
}

export interface EdgeTable extends NodeTable {
  src: string;
  dst: string;
}

export interface BlindTable {
  tenant_id: string;
  token: Buffer;
  node: string;
}

export interface CounterTable {
  tenant_id: string;
  /** Last change number of nodes and edges. */
  seq: number;
}

/** Apart from `counter`, so that writing a record waits for no ingest. */
export interface LogHeadTable {
  tenant_id: string;
  /** Last position of the audit log. */
  position: number;
}

export interface BatchTable {
  tenant_id: string;
  id: Buffer;
  connector: string;
  source: Buffer;
  lines: number;
  kept: number;
  skipped: number;
  malformed: number;
  at: number;
}

export interface QuarantineTable {
  tenant_id: string;
  batch: Buffer;
  /** Line number in the source, from 1. */
  line: number;
  reason: string;
  sealed: Buffer;
}

export interface SegmentTable {
  tenant_id: string;
  slice: Buffer;
  from_seq: number;
  to_seq: number;
  nodes: number;
  edges: number;
  nonce: Buffer;
  box: Buffer;
  key_sealed: Buffer;
}

export interface DataKeyTable {
  tenant_id: string;
  id: number;
  sealed: Buffer;
}

export interface ChainHeadTable {
  tenant_id: string;
  device_id: string;
  seq: number;
  digest: string;
}

/** INSERT and SELECT only. */
export interface RecordTable {
  tenant_id: string;
  position: number;
  id: string;
  device_id: string;
  seq: number;
  digest: string;
  /** The exact canonical text that was signed. */
  body: string;
  sig: string;
  text_sealed: Buffer | null;
  hub: boolean;
  received_at: number;
}

export interface CaseCounterTable {
  tenant_id: string;
  /** Last place of a case's version. */
  seq: number;
  /** Of all versions, sealed. */
  bytes: number;
}

/** INSERT and SELECT only. */
export interface CaseVersionTable {
  tenant_id: string;
  id: string;
  case_id: string;
  seq: number;
  received_at: number;
  /** Sealed: what the version says of itself, and who wrote it. */
  head: Buffer;
  /** Sealed: what is in it. */
  body: Buffer;
}

/** Every one has `tenant_id` first in its key and a forced policy; a tenant's role sees its own rows and no other. */
export interface RegionTables {
  node: NodeTable;
  edge: EdgeTable;
  blind: BlindTable;
  counter: CounterTable;
  batch: BatchTable;
  quarantine: QuarantineTable;
  segment: SegmentTable;
  data_key: DataKeyTable;
  log_head: LogHeadTable;
  chain_head: ChainHeadTable;
  record: RecordTable;
  case_counter: CaseCounterTable;
  case_version: CaseVersionTable;
}
