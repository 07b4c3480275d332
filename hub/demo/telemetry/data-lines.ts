/**
 * Whose line is it? Events of machines belong to the domain of the machine, CloudTrail records to their account. What a sensor
 * or a service wrote names neither: then all that lies in one folder is one customer's.
 */
import { firstText, inside, parseObject, textOf } from '../../connectors/fields.ts';
import { hostName } from '../../connectors/names.ts';
import { windowsParts } from '../../connectors/windows-event.ts';

/** `group` is a Windows domain, an AWS account or a folder; '' for a machine that is named without a domain. */
export interface Origin {
  readonly group: string;
  /** The machine's short name; '' where there is none. */
  readonly host: string;
}

/** Groups of different sorts are shared out apart from each other. */
export type Sort = 'domain' | 'account' | 'folder';

export const sortOf = (connector: string): Sort => (ACCOUNTS.has(connector) ? 'account' : MACHINES.has(connector) ? 'domain' : 'folder');

const ACCOUNTS: ReadonlySet<string> = new Set(['cloudtrail']);
const MACHINES: ReadonlySet<string> = new Set(['windows', 'sysmon-linux', 'vmconnection']);

/** null when the line does not say. */
export function originOf(connector: string, folder: string, line: string): Origin | null {
  const sort = sortOf(connector);
  if (sort === 'folder') return { group: `${folder}/`, host: '' };
  const fields = parseObject(line);
  if (!fields) return null;
  if (sort === 'account') {
    const account = textOf(fields, 'recipientAccountId') || textOf(inside(fields, 'userIdentity'), 'accountId');
    return account === '' ? null : { group: account, host: '' };
  }
  const host = hostName(windowsParts(fields)?.computer ?? firstText(fields, 'Computer', 'HostName'));
  return host && { group: host.domain, host: host.key };
}
