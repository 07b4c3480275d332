/** Azure Monitor's VMConnection: which process of a machine talks to whom, counted by the minute. A process is told by the id that the service gave it. */
import type { LineResult } from '../ingest/connector.ts';
import { textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import { addressName, hostName, joinKey } from './names.ts';
import { addAddress } from './network.ts';
import { newSighting } from './sighting.ts';
import { timeOf } from './times.ts';
import { addOwnAddress } from './windows-things.ts';

export const vmconnection = jsonLines({
  name: 'vmconnection',
  reads: "Azure Monitor's VMConnection",
  is: (line) => textOf(line, 'Type') === 'VMConnection',
  read,
});

function read(line: Fields): LineResult {
  const machine = hostName(textOf(line, 'Computer'));
  if (machine === null) return { malformed: 'no host name' };
  const time = timeOf(textOf(line, 'TimeGenerated'));
  if (time === null) return { malformed: 'no usable time' };
  const to = newSighting();
  const host = to.node('host', machine.key, machine.label, { domain: machine.domain });
  const inbound = textOf(line, 'Direction') === 'inbound';
  addOwnAddress(to, host, textOf(line, inbound ? 'DestinationIp' : 'SourceIp'));
  const [id, name] = [textOf(line, 'Process'), textOf(line, 'ProcessName')];
  let actor = host;
  if (id !== '') {
    actor = to.node('process', joinKey(machine.key, 'vm', id), name || id, { host: machine.label });
    to.edge('RAN_ON', actor, host);
  }
  const remote = addressName(textOf(line, 'RemoteIp'));
  const port = wholeNumber(textOf(line, 'DestinationPort'));
  const protocol = textOf(line, 'Protocol').toLowerCase();
  const direction = inbound ? 'inbound' : 'outbound';
  if (remote !== null)
    to.edge(inbound ? 'ACCEPTED' : 'CONNECTED', actor, addAddress(to, remote), `${direction} ${protocol} ${port ?? ''}`, {
      port,
      protocol,
      direction,
    });
  return to.joined(time);
}
