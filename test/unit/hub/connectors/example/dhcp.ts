/** The worked example of docs/CONNECTORS.md: leases of dnsmasq, one a line. */
import { domainName, hostName } from '../../../../../hub/connectors/names.ts';
import { addEnds } from '../../../../../hub/connectors/network.ts';
import { newSighting } from '../../../../../hub/connectors/sighting.ts';
import { epochTime } from '../../../../../hub/connectors/times.ts';
import { lineByLine } from '../../../../../hub/ingest/connector.ts';
import type { Connector, LineResult } from '../../../../../hub/ingest/connector.ts';

// 1700000000 aa:bb:cc:dd:ee:ff 10.0.0.7 ws-1.corp.example *
const LEASE = /^(\d{9,11}) ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) ([\d.]{7,15}) (\S{1,253}) \S+$/;

export const dhcp: Connector = {
  name: 'dnsmasq-leases',
  reads: 'Leases of dnsmasq',
  fits: (lines) => lines.filter((line) => LEASE.test(line)).length,
  open: lineByLine(read),
};

function read(line: string): LineResult {
  if (line.startsWith('duid ')) return { nothing: 'header' };
  const [, seconds, mac, address, name] = LEASE.exec(line) ?? [];
  if (seconds === undefined) return { malformed: 'not a line of this format' };
  const time = epochTime(seconds);
  if (time === null) return { malformed: 'no usable time' };
  // A machine that did not say its name is `*`: there is nobody to join the address to.
  const machine = name === '*' ? null : hostName(name!);
  if (machine === null) return { nothing: 'no ends' };

  const to = newSighting();
  const host = to.node('host', machine.key, machine.label, { domain: domainName(machine.domain), mac: mac! });
  const { from: leased } = addEnds(to, address!, '');
  if (leased !== null) to.edge('HAS_ADDRESS', host, leased);
  return to.joined(time);
}
