/**
 * Real telemetry through the connectors, against distinct counts that somebody else's reading of the same files gave
 * (`reference-counts.json.gz`). Counts that are not compared, and why:
 * - hosts: a machine with and without its domain is one here, two there; and machines of skipped events count there;
 * - Sysmon's network events: loopback is no address here, and an inbound connection is with its source, there always with
 *   the destination. So outbound ones are compared with a count of the raw fields instead.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CONNECTORS, recognise } from '../../../../hub/connectors/index.ts';
import { windows } from '../../../../hub/connectors/windows.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import { gatherFacts } from '../../../../hub/ingest/facts.ts';
import { addSeen } from '../../../../hub/ingest/observe.ts';
import type { Seen } from '../../../../hub/ingest/observe.ts';
import { readLines } from '../../../../hub/ingest/lines.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { openTenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { REAL_EVENTS, checkLawful, realFile } from './lawful.ts';

const folder = join(REAL_EVENTS ?? '', 'windows');
const files = REAL_EVENTS ? readdirSync(folder).filter((name) => name.startsWith('otrf_')) : [];

const linesOf = async (path: string): Promise<string[]> => {
  const lines = [];
  for await (const line of readLines(path)) if (line.trim() !== '') lines.push(line);
  return lines;
};

type Raw = Readonly<Record<string, unknown>>;
/** The event's own fields and number, read without the connector. */
function rawOf(line: string): { id: number; data: Raw; host: string } {
  const event = JSON.parse(line) as Raw & { event_data?: Raw };
  return {
    id: Number(event.EventID ?? event.event_id),
    data: event.event_data ?? event,
    host: String(event.Hostname ?? event.computer_name),
  };
}

const COMPARED = {
  started: 'process (host,ProcessGuid) from EID1',
  images: 'image paths (lower) EID1',
  spawned: 'parent->child edges (host,ParentProcessGuid,ProcessGuid) EID1',
  users: 'users (User, lower) EID1',
  sha256: 'sha256 EID1',
  accessed: 'process access edges (host,SourceProcessGUID,TargetProcessGUID,GrantedAccess) EID10',
  wrote: 'process->file edges (host,ProcessGuid,TargetFilename lower) EID11',
  names: 'dns names (lower) EID22',
  logons: 'network/RDP logon edges (TargetDomainName\\TargetUserName, IpAddress, host, LogonType) EID4624 type 3/10',
} as const;
type Counted = Record<keyof typeof COMPARED, Set<string>>;

function count(into: Counted, id: number, { nodes, edges }: Seen): void {
  const process = nodes.find(({ kind }) => kind === 'process');
  if (id === 1 && process) {
    into.started.add(process.key);
    into.images.add(String(process.props.image).toLowerCase());
    if (process.props.sha256) into.sha256.add(String(process.props.sha256));
    for (const { kind, props } of nodes)
      if (kind === 'user') into.users.add(`${String(props.domain)}\\${String(props.account)}`.toLowerCase());
  }
  for (const { kind, src, dst, key, props } of edges) {
    const ends = `${nodes[src]!.key} ${nodes[dst]!.key} ${key}`;
    if (kind === 'SPAWNED' && id === 1) into.spawned.add(ends);
    if (kind === 'ACCESSED') into.accessed.add(ends);
    if (kind === 'WROTE' && id === 11) into.wrote.add(ends);
    if (kind === 'RESOLVED') into.names.add(nodes[dst]!.key);
    if (kind === 'LOGGED_ON' && (props.logonType === 3 || props.logonType === 10)) into.logons.add(ends);
  }
}

describe.skipIf(!REAL_EVENTS)('real Windows events', () => {
  const reference = REAL_EVENTS
    ? (JSON.parse(gunzipSync(readFileSync(realFile('reference-counts.json.gz'))).toString('utf8')) as {
        datasets: Record<string, { counts: Record<string, number> }>;
      })
    : { datasets: {} };

  test.each(files)('%s: every line is understood, and says as much as the reference found', async (file) => {
    const lines = await linesOf(join(folder, file));
    expect(recognise(lines.slice(0, 20))).toBe('windows');
    const counted = Object.fromEntries(Object.keys(COMPARED).map((name) => [name, new Set<string>()])) as Counted;
    const hosts = new Set<string>();
    const outbound = { raw: new Set<string>(), seen: new Set<string>() };
    let kept = 0;
    for (const line of lines) {
      const result = windows.read(line);
      checkLawful(result);
      if ('malformed' in result) throw new Error(`${file}: ${result.malformed}`);
      if (!('seen' in result)) continue;
      kept += 1;
      const { id, data, host } = rawOf(line);
      count(counted, id, result.seen);
      const { nodes, edges } = result.seen;
      hosts.add(nodes.find(({ kind }) => kind === 'host')!.key);
      if (id !== 3) continue;
      if (data.Initiated === 'true' && !/^(127\.|0:0:0:0:0:0:0:1$|::1$)/.test(String(data.DestinationIp))) {
        outbound.raw.add(
          [host.split('.')[0], data.ProcessGuid, data.DestinationIp, data.Protocol, data.DestinationPort].join(' ').toLowerCase(),
        );
      }
      for (const { kind, src, dst, key } of edges) {
        if (kind === 'CONNECTED' && key.startsWith('outbound')) outbound.seen.add(`${nodes[src]!.key} ${nodes[dst]!.key} ${key}`);
      }
    }
    expect(kept).toBeGreaterThan(0);
    expect(outbound.seen.size).toBe(outbound.raw.size);
    const expected = reference.datasets[file.replace('.jsonl.gz', '')]!.counts;
    for (const name of Object.keys(COMPARED) as (keyof Counted)[]) {
      expect(counted[name].size, COMPARED[name]).toBe(expected[COMPARED[name]] ?? 0);
    }
    expect(hosts.size).toBeLessThanOrEqual(expected.hosts!);
  });

  test('events of evtx_dump, wrapped: every line is understood', async () => {
    for (const file of ['mdecrevoisier_evtx.jsonl.gz', 'sigmahq_regression.jsonl.gz']) {
      const results = (await linesOf(join(folder, file))).map((line) => windows.read(line));
      results.forEach(checkLawful);
      expect(results.filter((result) => 'malformed' in result)).toEqual([]);
      expect(results.filter((result) => 'seen' in result).length).toBeGreaterThan(50);
    }
  });

  test('WORKSTATION6 with and without its domain is one machine', async () => {
    const lines = await linesOf(join(folder, 'otrf_empire_psexec_dcerpc_tcp_svcctl.jsonl.gz'));
    const written = new Set(lines.map((line) => rawOf(line).host.toLowerCase()));
    expect([...written]).toEqual(expect.arrayContaining(['workstation6', 'workstation6.theshire.local']));
    const keys = new Set(lines.flatMap((line) => hostsOf(line)));
    expect([...keys].filter((key) => key.startsWith('workstation6'))).toEqual(['workstation6']);
  });

  test('WORKSTATION5 of one customer is another record than WORKSTATION5 of another', async () => {
    const keyFolder = mkdtempSync(join(tmpdir(), 'ng-two-'));
    try {
      const provider = openFileKeys(keyFolder);
      const idsOf = async (file: string): Promise<{ host: string; all: Set<string> }> => {
        const tenant = randomUUID() as TenantId;
        await provider.createTenantKey(tenant);
        const wrapped = { id: 1, sealed: await provider.newDataKey(tenant, 1) };
        const facts = gatherFacts(await openTenantKeys(hubContext(tenant, 'ingest'), provider, wrapped));
        for (const line of await linesOf(join(folder, file))) {
          const result = windows.read(line);
          if ('seen' in result) addSeen(facts, result.seen);
        }
        const host = [...facts.nodes.values()].find(({ kind, label }) => kind === 'host' && label === 'WORKSTATION5')!;
        return { host: host.id, all: new Set([...facts.nodes.keys(), ...facts.edges.keys()]) };
      };
      const shire = await idsOf('otrf_empire_psexec_dcerpc_tcp_svcctl.jsonl.gz');
      const mordor = await idsOf('otrf_msf_record_mic.jsonl.gz');
      expect(shire.host).not.toBe(mordor.host);
      expect([...shire.all].filter((id) => mordor.all.has(id))).toEqual([]);
    } finally {
      rmSync(keyFolder, { recursive: true, force: true });
    }
  });
});

const hostsOf = (line: string): string[] => {
  const result = windows.read(line);
  return 'seen' in result ? result.seen.nodes.filter(({ kind }) => kind === 'host').map(({ key }) => key) : [];
};

describe.skipIf(!REAL_EVENTS)('real CloudTrail records', () => {
  test('every record is understood: services, principals, addresses and roles as the raw fields have them', async () => {
    const lines = await linesOf(realFile('events', 'cloudtrail', 'invictus_stratus_cloudtrail.jsonl.gz'));
    expect(recognise(lines.slice(0, 20))).toBe('cloudtrail');
    const [services, addresses, roles] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const line of lines) {
      const result = CONNECTORS.cloudtrail.read(line);
      checkLawful(result);
      if (!('seen' in result)) throw new Error('a record was not understood');
      const { nodes, edges } = result.seen;
      for (const { kind, key } of nodes) if (kind === 'domain') services.add(key);
      for (const { kind, key } of nodes) if (kind === 'address') addresses.add(key);
      for (const { kind, dst } of edges) if (kind === 'ASSUMED') roles.add(nodes[dst]!.key);
    }
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown> & { requestParameters: { roleArn?: string } | null });
    expect(services).toEqual(new Set(records.map(({ eventSource }) => eventSource)));
    expect(addresses).toEqual(
      new Set(records.map(({ sourceIPAddress }) => String(sourceIPAddress)).filter((text) => /^[\d.]+$/.test(text))),
    );
    const assumed = records.filter(({ eventName, errorCode }) => String(eventName).startsWith('AssumeRole') && !errorCode);
    expect(roles).toEqual(new Set(assumed.map(({ requestParameters }) => requestParameters?.roleArn)));
  });
});
