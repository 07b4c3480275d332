/**
 * Audit logs of cloud services that all say one thing: who did what, from where. One row of a table a service; bare as the
 * service writes them, or wrapped as `{ log_type, event }`. What no row knows is counted as that, line by line.
 */
import type { LineResult } from '../ingest/connector.ts';
import { isCloudtrail, readCloudtrail } from './cloudtrail.ts';
import { asFields, inside, textOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import { addressName, joinKey } from './names.ts';
import { addAddress } from './network.ts';
import { SERVICES } from './saas-services.ts';
import { newSighting } from './sighting.ts';
import { millisTime, timeOf } from './times.ts';

const isWrapped = (line: Fields): boolean => /^[\w.]{3,80}$/.test(textOf(line, 'log_type')) && asFields(line.event) !== null;

export const saas = jsonLines({
  name: 'saas',
  reads: 'Audit logs of cloud services (Okta, GitHub, Google Cloud and Workspace, Azure, EKS, Slack, Databricks), bare or wrapped',
  is: (line) => isWrapped(line) || SERVICES.some(({ is }) => is(line)),
  read,
});

function read(line: Fields): LineResult {
  const event = isWrapped(line) ? inside(line, 'event') : line;
  if (isCloudtrail(event)) return readCloudtrail(event);
  const service = SERVICES.find(({ is }) => is(event));
  if (!service) return { nothing: 'no reader' };
  const { who, name = who, what, from, at, agent = '', failed = false } = service.read(event);
  if (who === '') return { malformed: 'no principal' };
  if (what === '') return { malformed: 'not a line of this format' };
  const time = millisTime(at) ?? timeOf(at);
  if (time === null) return { malformed: 'no usable time' };
  const to = newSighting();
  // Services fold the case of accounts; a mail address is one account at all of one provider's services.
  const principal = to.node('principal', joinKey(service.provider, who.toLowerCase()), name || who, { provider: service.provider });
  const domain = to.node('domain', service.domain, service.domain);
  to.edge('CALLED', principal, domain, joinKey(what, failed ? 'failed' : ''), { action: what, agent, error: failed ? 'failed' : '' });
  const address = addressName(from);
  if (address !== null) to.edge('USED_ADDRESS', principal, addAddress(to, address), '', { agent });
  return to.joined(time);
}
