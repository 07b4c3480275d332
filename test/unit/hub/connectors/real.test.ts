/**
 * Real telemetry through the connectors, against distinct counts that somebody else's reading of the same files gave
 * (`reference-counts.json.gz`). docs/TELEMETRY.md has the sums and explains the counts that mean something else here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../../hub/connectors/index.ts';
import { cloudtrail } from '../../../../hub/connectors/cloudtrail.ts';
import { sysmonLinux } from '../../../../hub/connectors/sysmon-linux.ts';
import { vmconnection } from '../../../../hub/connectors/vmconnection.ts';
import { windows } from '../../../../hub/connectors/windows.ts';
import { readLines } from '../../../../hub/ingest/lines.ts';
import type { Connector } from '../../../../hub/ingest/connector.ts';
import type { Seen } from '../../../../hub/ingest/observe.ts';
import { checkLawful, readAll, sentences } from '../../../support/connector-conformance.ts';
import { gathered, throwAwayKeys } from '../../../support/gatherer.ts';
import { COUNTS, COUNT_NAMES, DIFFERENT, countDataset } from '../../../support/telemetry-counts.ts';
import type { CountName } from '../../../support/telemetry-counts.ts';
import { REAL_EVENTS, realFile } from './lawful.ts';

const folder = join(REAL_EVENTS ?? '', 'windows');
const files = REAL_EVENTS ? readdirSync(folder) : [];

const isDifferent = (name: CountName): name is (typeof DIFFERENT)[number] => (DIFFERENT as readonly CountName[]).includes(name);

const linesOf = async (path: string): Promise<string[]> => {
  const lines = [];
  for await (const line of readLines(path)) if (line.trim() !== '') lines.push(line);
  return lines;
};
const seenIn = async (file: string): Promise<Seen[]> =>
  readAll(windows, await linesOf(join(folder, file))).flatMap((result) => ('seen' in result ? [result.seen] : []));

describe.skipIf(!REAL_EVENTS)('real Windows events', () => {
  const reference = REAL_EVENTS
    ? (JSON.parse(gunzipSync(readFileSync(realFile('reference-counts.json.gz'))).toString('utf8')) as {
        datasets: Record<string, { counts: Record<string, number>; lines: number }>;
      })
    : { datasets: {} };

  test.each(files)('%s: every line is understood, and says as much as the reference found', async (file) => {
    expect(recognise((await linesOf(join(folder, file))).slice(0, 50))).toEqual({ connector: windows });
    const { graph, byReference, byGraph, lines } = await countDataset(join(folder, file));
    const name = file.replace('.jsonl.gz', '');
    const { counts, lines: expected } = reference.datasets[name] ?? reference.datasets[`${name}_dev`]!;
    expect(lines).toBe(expected);
    for (const count of COUNT_NAMES) {
      if (isDifferent(count)) {
        // The reference's own rule over the raw fields gives its count, and the graph's own rule gives the graph's.
        expect(byReference[count], COUNTS[count]).toBe(counts[COUNTS[count]] ?? 0);
        expect(graph[count], count).toBe(byGraph[count]);
      } else expect(graph[count], COUNTS[count]).toBe(counts[COUNTS[count]] ?? 0);
    }
  });

  test('WORKSTATION6 with and without its domain is one machine', async () => {
    const file = 'otrf_empire_psexec_dcerpc_tcp_svcctl.jsonl.gz';
    const written = new Set(
      (await linesOf(join(folder, file))).map((line) => String((JSON.parse(line) as { Hostname: string }).Hostname).toLowerCase()),
    );
    expect([...written]).toEqual(expect.arrayContaining(['workstation6', 'workstation6.theshire.local']));
    const keys = new Set((await seenIn(file)).flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === 'host').map(({ key }) => key)));
    expect([...keys].filter((key) => key.startsWith('workstation6'))).toEqual(['workstation6']);
  });

  test('WORKSTATION5 of one customer is another record than WORKSTATION5 of another', async () => {
    const idsOf = async (file: string): Promise<{ host: string; all: Set<string> }> => {
      const facts = gathered(await throwAwayKeys(), await seenIn(file));
      const host = [...facts.nodes.values()].find(({ kind, label }) => kind === 'host' && label === 'WORKSTATION5')!;
      return { host: host.id, all: new Set([...facts.nodes.keys(), ...facts.edges.keys()]) };
    };
    const shire = await idsOf('otrf_empire_psexec_dcerpc_tcp_svcctl.jsonl.gz');
    const mordor = await idsOf('otrf_msf_record_mic.jsonl.gz');
    expect(shire.host).not.toBe(mordor.host);
    expect([...shire.all].filter((id) => mordor.all.has(id))).toEqual([]);
  });
});

describe.skipIf(!REAL_EVENTS)('real CloudTrail records', () => {
  test('every record is understood: services, principals, addresses and roles as the raw fields have them', async () => {
    const lines = await linesOf(realFile('events', 'cloudtrail', 'invictus_stratus_cloudtrail.jsonl.gz'));
    expect(recognise(lines.slice(0, 20))).toEqual({ connector: cloudtrail });
    const [services, addresses, roles] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const result of readAll(cloudtrail, lines)) {
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

describe.skipIf(!REAL_EVENTS)('real files of every other format', () => {
  const all = REAL_EVENTS
    ? readdirSync(REAL_EVENTS, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('/windows') && entry.name !== 'plaso_syslog')
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

  test.each(all)('%s: whatever is said of a line is lawful, and of its damaged halves too', async (file) => {
    const lines = await linesOf(file);
    const found = recognise(lines.slice(0, 50));
    if ('why' in found) throw new Error(found.why);
    readAll(found.connector, lines).forEach(checkLawful);
    readAll(
      found.connector,
      lines.map((line, place) => line.slice(0, (place * 37) % line.length)),
    ).forEach(checkLawful);
  });

  test('the shell that a Java program was talked into starting is in the graph of Sysmon for Linux and of auoms', async () => {
    const folder = realFile('events', 'log4shell');
    const said = async (connector: Connector, file: string) =>
      readAll(connector, await linesOf(join(folder, file))).flatMap((result) => ('seen' in result ? sentences(result.seen) : []));
    const sysmon = await said(sysmonLinux, 'otrf_syslog_sysmon_log4shell_cve2021_44228_jndi_reference.jsonl.gz');
    expect(sysmon).toContain('bash SPAWNED bash');
    expect(sysmon).toContain('java CONNECTED 192.168.2.6');
    expect(sysmon.filter((one) => one.includes('&lt') || one.includes('&quot'))).toEqual([]);
    const wire = await said(vmconnection, 'otrf_vminsights_vmconnection_log4shell_cve2021_44228_jndi_reference.jsonl.gz');
    expect(wire).toContain('java CONNECTED 192.168.2.6');
  });
});
