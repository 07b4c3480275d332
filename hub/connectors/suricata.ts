/**
 * Suricata's EVE log. In alerts without `direction` the first address is that of the packet, not of who began: its talk is
 * told without a port. A DNS answer comes from the server, so the asker is its destination.
 */
import type { LineResult } from '../ingest/connector.ts';
import { inside, objectsOf, textOf, textsOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import { joinKey } from './names.ts';
import { addAlert, addEnds, addLookup, addTalk, addTechnique, addVisit } from './network.ts';
import type { Ends } from './network.ts';
import { newSighting } from './sighting.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';
import { timeOf } from './times.ts';

export const suricata = jsonLines({
  name: 'suricata',
  reads: "Suricata's EVE log",
  is: (line) =>
    ['timestamp', 'event_type'].every((name) => Object.hasOwn(line, name)) &&
    (Object.hasOwn(line, 'flow_id') || Object.hasOwn(line, 'stats')),
  read,
});

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

function read(line: Fields): LineResult {
  const type = textOf(line, 'event_type');
  if (type === '') return { malformed: 'not a line of this format' };
  if (!Object.hasOwn(line, 'src_ip')) return { nothing: 'other event' };
  const text = textOf(line, 'timestamp');
  const time = timeOf(text);
  if (time === null) return { malformed: 'no usable time' };
  const to = newSighting();
  const backwards = textOf(line, 'direction') === 'to_client' || (type === 'dns' && isAnswer(inside(line, 'dns')));
  const [from, dest] = backwards ? ['dest', 'src'] : ['src', 'dest'];
  const ends = addEnds(to, textOf(line, `${from}_ip`), textOf(line, `${dest}_ip`));
  const sure = type !== 'alert' || Object.hasOwn(line, 'direction');
  const service = textOf(line, 'app_proto') || (SERVICES.has(type) ? type : '');
  const props: RawProps = { service, ...EXTRAS.get(type)?.(line) };
  addTalk(to, ends, textOf(line, 'proto').toLowerCase(), sure ? wholeNumber(textOf(line, `${dest}_port`)) : null, props);
  if (type === 'alert') alert(line, to, ends);
  if (type === 'dns') lookups(inside(line, 'dns'), to, ends);
  if (type === 'http') visit(line, to, ends);
  if (type === 'tls')
    addVisit(to, ends.from, textOf(inside(line, 'tls'), 'sni'), 'tls', { version: textOf(inside(line, 'tls'), 'version') });
  // Without a zone it is the sensor's local time.
  return to.joined(time, ZONE.test(text) ? 'sure' : 'unsure');
}

const SERVICES: ReadonlySet<string> = new Set(['dns', 'http', 'tls', 'ssh', 'smb', 'rdp', 'krb5', 'ftp', 'smtp', 'nfs', 'dcerpc', 'ldap']);
/** What a type of event adds to its talk. */
const EXTRAS: ReadonlyMap<string, (line: Fields) => RawProps> = new Map([
  ['tls', (line): RawProps => ({ ja3: textOf(inside(line, 'tls', 'ja3'), 'hash'), ja3s: textOf(inside(line, 'tls', 'ja3s'), 'hash') })],
  ['ssh', (line): RawProps => ({ client: textOf(inside(line, 'ssh', 'client'), 'software_version') })],
]);

function alert(line: Fields, to: SightingBuilder, ends: Ends): void {
  const about = inside(line, 'alert');
  const id = textOf(about, 'signature_id');
  if (id === '') return;
  const props = {
    rule: id,
    category: textOf(about, 'category'),
    severity: wholeNumber(textOf(about, 'severity')),
    action: textOf(about, 'action'),
  };
  const place = addAlert(
    to,
    { source: 'suricata', rule: joinKey(textOf(about, 'gid'), id), label: textOf(about, 'signature') || `signature ${id}`, props },
    [ends.from, ends.to],
  );
  for (const technique of textsOf(inside(about, 'metadata'), 'mitre_technique_id', 8)) addTechnique(to, place, technique);
}

const isAnswer = (dns: Fields): boolean => ['answer', 'response'].includes(textOf(dns, 'type'));

function lookups(dns: Fields, to: SightingBuilder, ends: Ends): void {
  const answers = objectsOf(dns, 'answers').map((answer) => textOf(answer, 'rdata'));
  const grouped = inside(dns, 'grouped');
  const addresses = [...answers, textOf(dns, 'rdata'), ...textsOf(grouped, 'A'), ...textsOf(grouped, 'AAAA')];
  // Version 3 lists its questions; the earlier ones have one.
  const names = new Set([textOf(dns, 'rrname'), ...objectsOf(dns, 'queries', 8).map((query) => textOf(query, 'rrname'))]);
  for (const name of names) addLookup(to, ends.from, name, names.size > 2 ? [] : addresses, { status: textOf(dns, 'rcode') });
}

function visit(line: Fields, to: SightingBuilder, ends: Ends): void {
  const http = inside(line, 'http');
  addVisit(to, ends.from, textOf(http, 'hostname'), 'http', {
    method: textOf(http, 'http_method'),
    uri: textOf(http, 'url'),
    status: wholeNumber(textOf(http, 'status')),
    agent: textOf(http, 'http_user_agent'),
  });
}
