/**
 * What Sysmon's events say about the graph. A process is told by (host, ProcessGuid). Events of the registry, of pipes, WMI
 * and raw disk reads join nothing that the graph has and are left out.
 */
import type { MalformedReason } from '../ingest/reasons.ts';
import { textOf, wholeNumber } from './fields.ts';
import { addressName, isUnicast } from './names.ts';
import { addAddress, addLookup } from './network.ts';
import { NODES_PER_LINE } from './sighting.ts';
import type { SightingBuilder } from './sighting.ts';
import type { WindowsEvent } from './windows-event.ts';
import { ACTOR, PARENT, SOURCE, TARGET, addFile, addHost, addOwnAddress, addProcess, addSysmonUser, hashesOf } from './windows-things.ts';

/** Adds what the event shows; the reason, when it lacks what it is about. */
export type EventReader = (event: WindowsEvent, to: SightingBuilder) => MalformedReason | null;

const NO_PROCESS = 'no process';

/** An event of one process. Sysmon writes a GUID of zeros for one that it does not know. */
const ofProcess =
  (read: (event: WindowsEvent, to: SightingBuilder, actor: number) => void): EventReader =>
  (event, to) => {
    const actor = addProcess(to, event, addHost(to, event), ACTOR);
    if (actor === null) return NO_PROCESS;
    read(event, to, actor);
    return null;
  };

const started: EventReader = (event, to) => {
  const { data } = event;
  const text = (name: string): string => textOf(data, name);
  const hashes = hashesOf(data, 'Hashes');
  const host = addHost(to, event);
  const child = addProcess(to, event, host, ACTOR, {
    commandLine: text('CommandLine'),
    user: text('User'),
    directory: text('CurrentDirectory'),
    integrity: text('IntegrityLevel'),
    logonId: text('LogonId').toLowerCase(),
    originalName: text('OriginalFileName'),
    started: new Date(event.time).toISOString(),
    ...hashes,
  });
  if (child === null) return NO_PROCESS;
  const parent = addProcess(to, event, host, PARENT, { commandLine: text('ParentCommandLine'), user: text('ParentUser') });
  if (parent !== null) to.edge('SPAWNED', parent, child);
  const user = addSysmonUser(to, event, 'User');
  if (user !== null) to.edge('RAN_AS', child, user);
  const file = addFile(to, event, text('Image'), { ...hashes, company: text('Company'), description: text('Description') });
  if (file !== null) to.edge('RUNS', child, file);
  return null;
};

/** Of a process that Sysmon does not know, the host did it. */
const connected: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  const actor = addProcess(to, event, host, ACTOR) ?? host;
  const outbound = textOf(data, 'Initiated').toLowerCase() !== 'false';
  addOwnAddress(to, host, textOf(data, outbound ? 'SourceIp' : 'DestinationIp'));
  const remote = addressName(textOf(data, outbound ? 'DestinationIp' : 'SourceIp'));
  if (remote === null) return null;
  // The port that tells the service, on whichever side it is.
  const port = wholeNumber(textOf(data, 'DestinationPort'));
  const protocol = textOf(data, 'Protocol').toLowerCase();
  const direction = outbound ? 'outbound' : 'inbound';
  // Nobody's address connects to nobody.
  to.edge(
    outbound || !isUnicast(remote) ? 'CONNECTED' : 'ACCEPTED',
    actor,
    addAddress(to, remote),
    `${direction} ${protocol} ${port ?? ''}`,
    {
      port,
      protocol,
      direction,
    },
  );
  return null;
};

const ended: EventReader = (event, to) =>
  addProcess(to, event, addHost(to, event), ACTOR, { ended: new Date(event.time).toISOString() }) === null ? NO_PROCESS : null;

const loaded = ofProcess((event, to, actor) => {
  const { data } = event;
  const signature = textOf(data, 'Signed').toLowerCase() === 'true' ? textOf(data, 'Signature') : '';
  const file = addFile(to, event, textOf(data, 'ImageLoaded'), { ...hashesOf(data, 'Hashes'), signature });
  if (file !== null) to.edge('LOADED', actor, file);
});

const onFile = (kind: 'WROTE' | 'DELETED', hashes: string): EventReader =>
  ofProcess((event, to, actor) => {
    const file = addFile(to, event, textOf(event.data, 'TargetFilename'), hashesOf(event.data, hashes));
    if (file !== null) to.edge(kind, actor, file);
  });

const onProcess =
  (kind: 'ACCESSED' | 'INJECTED', field: string, name: string): EventReader =>
  (event, to) => {
    const host = addHost(to, event);
    const source = addProcess(to, event, host, SOURCE);
    const target = addProcess(to, event, host, TARGET);
    if (source === null || target === null) return NO_PROCESS;
    const how = textOf(event.data, field).toLowerCase();
    to.edge(kind, source, target, how, { [name]: how });
    return null;
  };

const lookedUp: EventReader = (event, to) => {
  const host = addHost(to, event);
  const actor = addProcess(to, event, host, ACTOR) ?? host;
  // `type:  5 alias.example;::ffff:192.0.2.1;`: aliases are no addresses and fall out.
  const answers = textOf(event.data, 'QueryResults').split(';', NODES_PER_LINE);
  addLookup(to, actor, textOf(event.data, 'QueryName'), answers, { status: textOf(event.data, 'QueryStatus') });
  return null;
};

/** By event id. */
export const SYSMON: ReadonlyMap<number, EventReader> = new Map([
  [1, started],
  [3, connected],
  [5, ended],
  [7, loaded],
  [8, onProcess('INJECTED', 'StartFunction', 'startFunction')],
  [10, onProcess('ACCESSED', 'GrantedAccess', 'grantedAccess')],
  [11, onFile('WROTE', 'Hashes')],
  [15, onFile('WROTE', 'Hash')],
  [22, lookedUp],
  [23, onFile('DELETED', 'Hashes')],
  [26, onFile('DELETED', 'Hashes')],
  [29, onFile('WROTE', 'Hashes')],
]);
