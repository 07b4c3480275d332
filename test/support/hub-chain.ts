/** The chain of the hub itself, walked from its first link to its last over all databases: throws where it does not add up. */
import { createPublicKey } from 'node:crypto';
import type pg from 'pg';
import { linkDigest, recordDigest, verifyRecord } from '../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import { recordBodySchema } from '../../shared/audit/record.ts';
import type { RecordBody } from '../../shared/audit/record.ts';

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly digest: string;
  readonly body: string;
  readonly sig: string;
}

const ROWS = 'SELECT id, seq::int, digest, body, sig FROM';

/** Pools of an administrator. `writer`: the name of its row among the devices. Gives its records, in the order of the chain. */
export async function walkHubChain(control: pg.Pool, regions: readonly pg.Pool[], writer = 'hub'): Promise<RecordBody[]> {
  const { rows: devices } = await control.query<{ id: string; key: string; seq: number; digest: string }>(
    'SELECT id, key, seq::int, digest FROM device WHERE name = $1',
    [writer],
  );
  const [device] = devices;
  if (!device || devices.length > 1) throw new Error(`${devices.length} devices are called ${writer}`);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: device.key }, format: 'jwk' });
  const { rows: links } = await control.query<{ seq: number; salt: string; record_id: string; digest: string }>(
    'SELECT seq::int, salt, record_id, digest FROM device_link WHERE device_id = $1 ORDER BY device_link.seq',
    [device.id],
  );
  const stored = new Map<string, Row>();
  const found = [
    await control.query<Row>(`${ROWS} mssp_record WHERE device_id = $1`, [device.id]),
    ...(await Promise.all(regions.map((region) => region.query<Row>(`${ROWS} record WHERE device_id = $1`, [device.id])))),
  ].flatMap(({ rows }) => rows);
  for (const row of found) stored.set(row.id, row);
  if (stored.size !== found.length) throw new Error('an id stands twice');
  if (links.length !== stored.size) throw new Error(`${links.length} links, ${stored.size} records`);
  let head: ChainHead = EMPTY_CHAIN;
  const chains = new Map<string | null, ChainHead>();
  const bodies = links.map(({ seq, salt, record_id, digest }) => {
    const row = stored.get(record_id);
    if (!row) throw new Error(`link ${seq} is to no record`);
    const body = recordBodySchema.parse(JSON.parse(row.body));
    const record = { body, sig: row.sig };
    const { tenant } = body.chain;
    const before = chains.get(tenant) ?? EMPTY_CHAIN;
    const checks: readonly (readonly [string, boolean])[] = [
      ['its number', seq === head.seq + 1],
      ['its link', linkDigest({ salt, seq, prev: head.digest }) === body.link],
      ['its digest', recordDigest(record) === digest && digest === row.digest],
      ['its signature', verifyRecord(record, key)],
      ['its log', tenant === (body.as?.tenant ?? null)],
      ['its place in the log', body.chain.seq === before.seq + 1 && body.chain.prev === before.digest && row.seq === body.chain.seq],
    ];
    const wrong = checks.find(([, good]) => !good);
    if (wrong) throw new Error(`record ${seq} of the hub: ${wrong[0]} is not as it should be`);
    head = { seq, digest };
    chains.set(tenant, { seq: body.chain.seq, digest });
    return body;
  });
  if (head.seq !== device.seq || head.digest !== device.digest) throw new Error("the chain's head is not its newest link");
  return bodies;
}

/** Intents that have no outcome, or more than one. */
export function unclosed(bodies: readonly RecordBody[]): string[] {
  const outcomes = Map.groupBy(bodies, ({ of }) => of);
  return bodies.filter(({ phase, id }) => phase === 'intent' && outcomes.get(id)?.length !== 1).map(({ id }) => id);
}
