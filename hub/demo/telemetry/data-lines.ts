/** Whose line is it? Windows events belong to the domain of their machine, CloudTrail records to their account. */
import { asFields, parseObject, textOf } from '../../connectors/fields.ts';
import type { ConnectorName } from '../../connectors/index.ts';
import { hostName } from '../../connectors/names.ts';
import { windowsParts } from '../../connectors/windows-event.ts';

/** `group` is a Windows domain or an AWS account; '' for a machine that is named without a domain. */
export interface Origin {
  readonly group: string;
  /** The machine's short name; '' where there is none. */
  readonly host: string;
}

/** null when the line does not say. */
export function originOf(connector: ConnectorName, line: string): Origin | null {
  const fields = parseObject(line);
  if (!fields) return null;
  if (connector === 'cloudtrail') {
    const account = textOf(fields, 'recipientAccountId') || textOf(asFields(fields.userIdentity) ?? {}, 'accountId');
    return account === '' ? null : { group: account, host: '' };
  }
  const parts = windowsParts(fields);
  const host = parts && hostName(parts.computer);
  return host && { group: host.domain, host: host.key };
}
