/** What sensors on the wire say, whatever they are called: addresses that talk, names that are looked up and visited. */
import { addressName, domainName, joinKey } from './names.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';
import { NODES_PER_LINE } from './sighting.ts';

export const addAddress = (to: SightingBuilder, address: string): number =>
  to.node('address', address, address, { version: address.includes(':') ? 6 : 4 });

/** The two ends of a connection as nodes; null for one that tells no machine apart. */
export interface Ends {
  readonly from: number | null;
  readonly to: number | null;
}

export function addEnds(to: SightingBuilder, from: string, dest: string): Ends {
  const end = (text: string): number | null => {
    const address = addressName(text);
    return address === null ? null : addAddress(to, address);
  };
  return { from: end(from), to: end(dest) };
}

/** `port` is that of the service. `apart` tells talks over one port apart, where that matters. */
export function addTalk(
  to: SightingBuilder,
  ends: Ends,
  protocol: string,
  port: number | null,
  props: RawProps = {},
  ...apart: string[]
): void {
  if (ends.from === null || ends.to === null || ends.from === ends.to) return;
  to.edge('TALKED_TO', ends.from, ends.to, joinKey(protocol, String(port ?? ''), ...apart), { port, protocol, ...props });
}

/** Who looked a name up, and the addresses among the answers. */
export function addLookup(to: SightingBuilder, actor: number | null, name: string, answers: readonly string[], props: RawProps = {}): void {
  const known = domainName(name);
  if (known === null) return;
  const domain = to.node('domain', known, known);
  if (actor !== null) to.edge('RESOLVED', actor, domain, '', props);
  for (const address of new Set(answers.slice(0, NODES_PER_LINE / 2).map((answer) => addressName(answer.trim()))))
    if (address !== null) to.edge('RESOLVES_TO', domain, addAddress(to, address));
}

/** A name that was asked for over HTTP or TLS; what is an address or none is left out. `host` may have a port. */
export function addVisit(to: SightingBuilder, actor: number | null, host: string, key: string, props: RawProps = {}): void {
  const name = domainName(host.replace(/:\d{1,5}$/, ''));
  if (name === null || actor === null) return;
  to.edge('VISITED', actor, to.node('domain', name, name), key, props);
}

export interface AlertText {
  /** Who raised it: `suricata`, `zeek`. */
  readonly source: string;
  /** What was raised, without what it was raised on. */
  readonly rule: string;
  readonly label: string;
  readonly props?: RawProps;
}

/** One alert for each thing that a rule says of the same set of things; raised again it is counted. */
export function addAlert(to: SightingBuilder, { source, rule, label, props = {} }: AlertText, on: readonly (number | null)[]): number {
  const things = [...new Set(on.filter((place) => place !== null))];
  const alert = to.node('alert', joinKey(source, rule, ...things.map((place) => to.keyOf(place))), label || rule, { source, ...props });
  for (const thing of things) to.edge('RAISED_ON', alert, thing);
  return alert;
}

/** `T1059.001`, as ATT&CK writes it; anything else is no technique. */
export function addTechnique(to: SightingBuilder, alert: number, id: string, name = ''): void {
  const technique = id.toUpperCase();
  if (!/^T\d{4}(\.\d{3})?$/.test(technique)) return;
  to.edge('INDICATES', alert, to.node('technique', technique, technique, { name }));
}
