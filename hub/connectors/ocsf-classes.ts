/** What each class of OCSF says about the graph. Numbers of activities and states are those of its class. */
import type { LineResult } from '../ingest/connector.ts';
import { firstText, inside, objectsOf, textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { addressName, domainName, joinKey } from './names.ts';
import { addAddress, addAlert, addEnds, addLookup, addTalk, addTechnique, addVisit } from './network.ts';
import { addFile, addMachine, addProcess, addUser, machineOf } from './ocsf-things.ts';
import type { Machine } from './ocsf-things.ts';
import type { SightingBuilder } from './sighting.ts';

/** Adds what the event shows; a result only when there is something to refuse. `time` is Unix ms. */
type ClassReader = (line: Fields, to: SightingBuilder, time: number) => LineResult | null;

const ip = (line: Fields, end: 'src_endpoint' | 'dst_endpoint'): string => textOf(inside(line, end), 'ip');
const INBOUND = '1';
const OPEN_KINDS = ['1', '2', '6'];

/** A machine that tells of its own connections did them; a sensor tells of two addresses. */
const network: ClassReader = (line, to, time) => {
  const connection = inside(line, 'connection_info');
  const protocol = textOf(connection, 'protocol_name').toLowerCase();
  const port = wholeNumber(textOf(inside(line, 'dst_endpoint'), 'port'));
  const machine = machineOf(line);
  const process = inside(line, 'actor', 'process');
  const activity = textOf(line, 'activity_id');
  // Opened, closed, traffic; not a failed or refused connection.
  if (activity !== '' && !OPEN_KINDS.includes(activity)) return { nothing: ['3', '4', '5'].includes(activity) ? 'failed' : 'other event' };
  if (machine === null || Object.keys(process).length === 0) {
    addTalk(to, addEnds(to, ip(line, 'src_endpoint'), ip(line, 'dst_endpoint')), protocol, port, {
      service: textOf(inside(line, 'dst_endpoint'), 'svc_name'),
    });
    return null;
  }
  const inbound = textOf(connection, 'direction_id') === INBOUND;
  const actor = addProcess(to, machine, process, time) ?? addMachine(to, machine);
  const remote = addressName(ip(line, inbound ? 'src_endpoint' : 'dst_endpoint'));
  const direction = inbound ? 'inbound' : 'outbound';
  if (remote !== null)
    to.edge(inbound ? 'ACCEPTED' : 'CONNECTED', actor, addAddress(to, remote), `${direction} ${protocol} ${port ?? ''}`, {
      port,
      protocol,
      direction,
    });
  return null;
};

/** Who asks on the network: the process, else the machine, else the address. */
function asker(line: Fields, to: SightingBuilder, time: number): number | null {
  const machine = machineOf(line);
  const process = machine && addProcess(to, machine, inside(line, 'actor', 'process'), time);
  if (process !== null) return process;
  const address = addressName(ip(line, 'src_endpoint'));
  if (address !== null) return addAddress(to, address);
  return machine && addMachine(to, machine);
}

const http: ClassReader = (line, to, time) => {
  const request = inside(line, 'http_request');
  const url = inside(request, 'url');
  const actor = asker(line, to, time);
  addVisit(to, actor, firstText(url, 'hostname') || textOf(inside(line, 'dst_endpoint'), 'hostname'), 'http', {
    method: textOf(request, 'http_method'),
    uri: textOf(url, 'path'),
    agent: textOf(request, 'user_agent'),
    status: wholeNumber(textOf(inside(line, 'http_response'), 'code')),
  });
  const port = wholeNumber(textOf(inside(line, 'dst_endpoint'), 'port'));
  addTalk(to, addEnds(to, ip(line, 'src_endpoint'), ip(line, 'dst_endpoint')), 'tcp', port, { service: 'http' });
  return null;
};

const dns: ClassReader = (line, to, time) => {
  const answers = objectsOf(line, 'answers').map((answer) => textOf(answer, 'rdata'));
  addLookup(to, asker(line, to, time), textOf(inside(line, 'query'), 'hostname'), answers, { status: textOf(line, 'rcode') });
  return null;
};

const LAUNCH = '1';
const TERMINATE = '2';
const INJECT = '4';

const processes: ClassReader = (line, to, time) => {
  const machine = machineOf(line);
  if (machine === null) return { malformed: 'no host name' };
  const activity = textOf(line, 'activity_id');
  const process = inside(line, 'process');
  const moment = new Date(time).toISOString();
  const props = activity === LAUNCH ? { started: moment } : activity === TERMINATE ? { ended: moment } : {};
  const place = addProcess(to, machine, process, time, props);
  if (place === null) return { malformed: 'no process' };
  const actor = addProcess(to, machine, inside(line, 'actor', 'process'), time);
  if (activity === LAUNCH) {
    const parent = addProcess(to, machine, inside(process, 'parent_process'), time) ?? actor;
    if (parent !== null && parent !== place) to.edge('SPAWNED', parent, place);
    const user = addUser(to, machine, inside(process, 'user')) ?? addUser(to, machine, inside(line, 'actor', 'user'));
    if (user !== null) to.edge('RAN_AS', place, user);
    const file = addFile(to, machine, inside(process, 'file'));
    if (file !== null) to.edge('RUNS', place, file);
  }
  if (activity === INJECT && actor !== null && actor !== place) to.edge('INJECTED', actor, place);
  return null;
};

/** Create, read, update, delete, …, open. */
const FILE_EDGES: ReadonlyMap<string, 'WROTE' | 'OPENED' | 'DELETED'> = new Map([
  ['1', 'WROTE'],
  ['2', 'OPENED'],
  ['3', 'WROTE'],
  ['4', 'DELETED'],
  ['5', 'WROTE'],
  ['14', 'OPENED'],
]);

const files: ClassReader = (line, to, time) => {
  const machine = machineOf(line);
  if (machine === null) return { malformed: 'no host name' };
  const kind = FILE_EDGES.get(textOf(line, 'activity_id'));
  if (!kind) return { nothing: 'other event' };
  const actor = addProcess(to, machine, inside(line, 'actor', 'process'), time);
  const renamed = addFile(to, machine, inside(line, 'file_result'));
  const file = renamed ?? addFile(to, machine, inside(line, 'file'));
  if (actor !== null && file !== null) to.edge(kind, actor, file);
  return null;
};

const LOGON = '1';
const FAILURE = '2';

const authentication: ClassReader = (line, to) => {
  if (textOf(line, 'activity_id') !== LOGON) return { nothing: 'other event' };
  const target = machineOf(line, 'dst_endpoint') ?? machineOf(line);
  const address = addressName(ip(line, 'dst_endpoint'));
  const scope: Machine = target ?? { key: textOf(inside(line, 'service'), 'name') || 'service', label: '', domain: '' };
  const user = addUser(to, scope, inside(line, 'user'));
  if (user === null) return { malformed: 'no account' };
  const on = target ? addMachine(to, target) : address === null ? null : addAddress(to, address);
  if (on === null) return null;
  const from = addressName(ip(line, 'src_endpoint'));
  const type = wholeNumber(textOf(line, 'logon_type_id'));
  const props = { logonType: type, package: textOf(line, 'auth_protocol'), from, status: textOf(line, 'status_detail') };
  const good = textOf(line, 'status_id') !== FAILURE;
  to.edge(good ? 'LOGGED_ON' : 'FAILED_LOGON', user, on, joinKey(`type ${type ?? ''}`, from ?? ''), props);
  if (good && target && from !== null) to.edge('LOGON_FROM', addAddress(to, from), on, `type ${type ?? ''}`, { logonType: type });
  return null;
};

/** A caller of an API is a principal: told by its full name where it has one. */
function addPrincipal(to: SightingBuilder, user: Fields, cloud: string): number | null {
  const id = firstText(user, 'uid_alt', 'uid', 'email_addr', 'name');
  if (id === '') return null;
  return to.node(
    'principal',
    id.startsWith('arn:') ? id : joinKey('ocsf', cloud.toLowerCase(), id),
    firstText(user, 'name', 'email_addr', 'uid'),
    {
      type: textOf(user, 'type'),
      account: textOf(inside(user, 'account'), 'uid'),
    },
  );
}

const api: ClassReader = (line, to) => {
  const call = inside(line, 'api');
  const principal = addPrincipal(to, inside(line, 'actor', 'user'), textOf(inside(line, 'cloud'), 'provider'));
  if (principal === null) return { malformed: 'no principal' };
  const service = domainName(textOf(inside(call, 'service'), 'name'));
  const [action, error] = [textOf(call, 'operation'), textOf(inside(call, 'response'), 'error')];
  const agent = textOf(inside(line, 'http_request'), 'user_agent');
  if (service !== null)
    to.edge('CALLED', principal, to.node('domain', service, service), joinKey(action, error), {
      action,
      error,
      agent,
      region: textOf(inside(line, 'cloud'), 'region'),
    });
  const from = addressName(ip(line, 'src_endpoint'));
  if (from !== null) to.edge('USED_ADDRESS', principal, addAddress(to, from), '', { agent });
  return null;
};

const finding: ClassReader = (line, to, time) => {
  const info = inside(line, 'finding_info');
  const title = textOf(info, 'title');
  const id = firstText(info, 'uid', 'title');
  if (id === '') return { malformed: 'not a line of this format' };
  const machine = machineOf(line);
  const on: (number | null)[] = [machine && addMachine(to, machine)];
  for (const evidence of objectsOf(line, 'evidences', 8)) {
    const there = machineOf(evidence) ?? machine;
    for (const end of ['src_endpoint', 'dst_endpoint'] as const) on.push(addEnds(to, ip(evidence, end), '').from);
    if (there) on.push(addProcess(to, there, inside(evidence, 'process'), time), addFile(to, there, inside(evidence, 'file')));
    if (there) on.push(addUser(to, there, inside(evidence, 'user')));
  }
  const props = {
    severity: wholeNumber(textOf(line, 'severity_id')),
    message: textOf(line, 'message'),
    product: textOf(inside(line, 'metadata', 'product'), 'name'),
  };
  const alert = addAlert(to, { source: 'ocsf', rule: id, label: title || id, props }, on);
  for (const attack of [...objectsOf(info, 'attacks', 16), ...objectsOf(line, 'attacks', 16)]) {
    for (const part of ['technique', 'sub_technique'])
      addTechnique(to, alert, textOf(inside(attack, part), 'uid'), textOf(inside(attack, part), 'name'));
  }
  return null;
};

/** By `class_uid`. */
export const OCSF_CLASSES: ReadonlyMap<number, ClassReader> = new Map([
  [1001, files],
  [1007, processes],
  [2004, finding],
  [3002, authentication],
  [4001, network],
  [4002, http],
  [4003, dns],
  [6003, api],
]);
