/**
 * What a dataset of real Windows events gives the graph, counted as `reference-counts.json.gz` counts, beside the same counts
 * taken from the raw fields without the connector. So each difference between graph and reference has a number of its own.
 */
import { windows } from '../../hub/connectors/windows.ts';
import { readLines } from '../../hub/ingest/lines.ts';
import type { Seen } from '../../hub/ingest/observe.ts';
import { checkLawful, surveyOf } from './connector-conformance.ts';

export const COUNTS = {
  hosts: 'hosts',
  started: 'process (host,ProcessGuid) from EID1',
  images: 'image paths (lower) EID1',
  spawned: 'parent->child edges (host,ParentProcessGuid,ProcessGuid) EID1',
  users: 'users (User, lower) EID1',
  sha256: 'sha256 EID1',
  accessed: 'process access edges (host,SourceProcessGUID,TargetProcessGUID,GrantedAccess) EID10',
  wrote: 'process->file edges (host,ProcessGuid,TargetFilename lower) EID11',
  names: 'dns names (lower) EID22',
  logons: 'network/RDP logon edges (TargetDomainName\\TargetUserName, IpAddress, host, LogonType) EID4624 type 3/10',
  addresses: 'destination ip EID3',
  connections: 'process->ip edges (host,ProcessGuid,DestinationIp,DestinationPort) EID3',
} as const;
export type CountName = keyof typeof COUNTS;
export const COUNT_NAMES = Object.keys(COUNTS) as readonly CountName[];

type Sets = Record<CountName, Set<string>>;
const newSets = (): Sets => Object.fromEntries(COUNT_NAMES.map((name) => [name, new Set<string>()])) as Sets;

/** The counts that the graph means differently, for its own reasons. */
export const DIFFERENT = ['hosts', 'spawned', 'addresses', 'connections'] as const satisfies readonly CountName[];
type Meant = Readonly<Record<(typeof DIFFERENT)[number], number>>;

export interface Counted {
  /** Of the graph. */
  readonly graph: Readonly<Record<CountName, number>>;
  /** The reference's rule applied to raw fields, for the counts that the graph means differently. */
  readonly byReference: Meant;
  /** The graph's rule applied to raw fields. */
  readonly byGraph: Meant;
  readonly lines: number;
}

type Raw = Readonly<Record<string, unknown>>;

/** The event's own fields and number, read without the connector. */
function rawOf(line: string): { id: number; channel: string; data: Raw; host: string } {
  const event = JSON.parse(line) as Raw & { event_data?: Raw; event?: { Event?: { System: Raw; EventData?: Raw } } };
  const inner = event.event?.Event;
  if (inner)
    return {
      id: Number(inner.System.EventID),
      channel: String(inner.System.Channel),
      data: inner.EventData ?? {},
      host: String(inner.System.Computer),
    };
  return {
    id: Number(event.EventID ?? event.event_id),
    channel: String(event.Channel ?? event.log_name),
    data: event.event_data ?? event,
    host: String(event.Hostname ?? event.computer_name ?? event.Computer),
  };
}

/** Every machine has these: they tell none apart. */
const isNobody = (address: string): boolean => /^(?:127\.|0\.0\.0\.0$|::1?$|0:0:0:0:0:0:0:[01]$)/.test(address);

function countSeen(into: Sets, id: number, { nodes, edges }: Seen): void {
  const process = nodes.find(({ kind }) => kind === 'process');
  for (const { kind, key } of nodes) if (kind === 'host') into.hosts.add(key);
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
    if (kind === 'RESOLVED' && id === 22) into.names.add(nodes[dst]!.key);
    if (kind === 'LOGGED_ON' && (props.logonType === 3 || props.logonType === 10)) into.logons.add(ends);
    if ((kind === 'CONNECTED' || kind === 'ACCEPTED') && id === 3) {
      into.addresses.add(nodes[dst]!.key);
      into.connections.add(`${ends} ${kind}`);
    }
  }
}

export async function countDataset(path: string): Promise<Counted> {
  const lines: string[] = [];
  let all = 0;
  for await (const line of readLines(path)) {
    all += 1;
    if (line.trim() !== '') lines.push(line);
  }
  const reader = windows.open(surveyOf(windows, lines.slice(0, 20_000)));
  const [graph, reference, ours] = [newSets(), newSets(), newSets()];
  for (const line of lines) {
    const { id, channel, data, host } = rawOf(line);
    reference.hosts.add(host.toLowerCase());
    const result = reader.read(line);
    checkLawful(result);
    if ('malformed' in result) throw new Error(`${path}: ${result.malformed}`);
    if ('seen' in result) {
      countSeen(graph, /sysmon/i.test(channel) ? id : id === 4624 ? id : -id, result.seen);
      ours.hosts.add(host.toLowerCase().split('.')[0]!);
    }
    if (id === 1 && /sysmon/i.test(channel)) {
      const spawned = [host.split('.')[0], data.ParentProcessGuid, data.ProcessGuid].join(' ').toLowerCase();
      reference.spawned.add(spawned);
      // A parent that Sysmon does not know is one of zeros.
      if (/[1-9a-f]/i.test(String(data.ParentProcessGuid))) ours.spawned.add(spawned);
    }
    if (id !== 3 || !/sysmon/i.test(channel)) continue;
    const [from, to, port] = [String(data.SourceIp), String(data.DestinationIp), String(data.DestinationPort)];
    reference.addresses.add(to);
    reference.connections.add([host, data.ProcessGuid, to, port].join(' ').toLowerCase());
    const inbound = String(data.Initiated).toLowerCase() === 'false';
    const remote = inbound ? from : to;
    if (isNobody(remote)) continue;
    ours.addresses.add(remote.toLowerCase());
    ours.connections.add([host.split('.')[0], data.ProcessGuid, remote, data.Protocol, port, inbound].join(' ').toLowerCase());
  }
  const sizes = (sets: Sets): Meant => Object.fromEntries(DIFFERENT.map((name) => [name, sets[name].size])) as Meant;
  const counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, graph[name].size])) as Record<CountName, number>;
  return { graph: counts, byReference: sizes(reference), byGraph: sizes(ours), lines: all };
}
