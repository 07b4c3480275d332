/** Hosts, users, processes and files of a Windows event as nodes: the same for Sysmon and for the Security log. */
import { firstText, textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { addressName, baseName, filePath, guidName, isUnicast, joinKey, splitUser, userName } from './names.ts';
import { addAddress } from './network.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';
import type { WindowsEvent } from './windows-event.ts';

export const addHost = (to: SightingBuilder, { host }: WindowsEvent): number =>
  to.node('host', host.key, host.label, { domain: host.domain, name: host.domain === '' ? '' : `${host.key}.${host.domain}` });

/** null when the account has no name. */
export function addUser(to: SightingBuilder, event: WindowsEvent, domain: string, name: string, sid = ''): number | null {
  const user = userName(domain, name, event.host);
  return user && to.node('user', user.key, user.label, { account: name, domain, sid });
}

/** `DOMAIN\name` in one field. */
export function addSysmonUser(to: SightingBuilder, event: WindowsEvent, field: string): number | null {
  const { domain, name } = splitUser(textOf(event.data, field));
  return addUser(to, event, domain, name);
}

/** Names of the fields that tell a process: Sysmon spells them in several ways. */
export interface ProcessFields {
  readonly guid: readonly string[];
  readonly pid: string;
  readonly image: string;
}

export const ACTOR: ProcessFields = { guid: ['ProcessGuid'], pid: 'ProcessId', image: 'Image' };
export const PARENT: ProcessFields = { guid: ['ParentProcessGuid'], pid: 'ParentProcessId', image: 'ParentImage' };
export const SOURCE: ProcessFields = { guid: ['SourceProcessGUID', 'SourceProcessGuid'], pid: 'SourceProcessId', image: 'SourceImage' };
export const TARGET: ProcessFields = { guid: ['TargetProcessGUID', 'TargetProcessGuid'], pid: 'TargetProcessId', image: 'TargetImage' };

/** A process that Sysmon names, on its host; null without a usable GUID: its pid alone says nothing about when. */
export function addProcess(
  to: SightingBuilder,
  event: WindowsEvent,
  host: number,
  names: ProcessFields,
  props: RawProps = {},
): number | null {
  const guid = guidName(firstText(event.data, ...names.guid));
  if (guid === null) return null;
  const image = textOf(event.data, names.image);
  const pid = wholeNumber(textOf(event.data, names.pid));
  const label = image === '' ? `process ${pid ?? guid}` : baseName(image);
  const place = to.node('process', joinKey(event.host.key, guid), label, { image, pid, guid, host: event.host.label, ...props });
  to.edge('RAN_ON', place, host);
  return place;
}

/** A file on this host; null for what is no path. */
export function addFile(to: SightingBuilder, event: WindowsEvent, path: string, props: RawProps = {}): number | null {
  const file = filePath(path);
  return file && to.node('file', joinKey(event.host.key, file.key), file.label, { path, host: event.host.label, ...props });
}

/** `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`, lower case; zeros mean none. */
export function hashesOf(data: Fields, field: string): { sha256: string; md5: string; imphash: string } {
  const found = { sha256: '', md5: '', imphash: '' };
  for (const [, name, value] of textOf(data, field).matchAll(/(SHA256|MD5|IMPHASH)=([0-9a-f]{32,64})/gi)) {
    if (/[1-9a-f]/i.test(value!)) found[name!.toLowerCase() as keyof typeof found] = value!.toLowerCase();
  }
  return found;
}

/** An address of the machine itself. */
export function addOwnAddress(to: SightingBuilder, host: number, text: string): void {
  const address = addressName(text);
  if (address !== null && isUnicast(address)) to.edge('HAS_ADDRESS', host, addAddress(to, address));
}
