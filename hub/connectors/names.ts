/**
 * One thing, one name. Natural keys are what a record's id is made of, so two spellings of one thing must give one key, and
 * two things must not share one. Keys are made of parts that hold no NUL (fields.ts), joined by NUL.
 */
import { isIPv4, isIPv6 } from 'node:net';

export const joinKey = (...parts: readonly string[]): string => parts.join('\0');

const fold = (text: string): string => text.toLowerCase();

/** Windows' own name of a machine is its first label: `WS-1` and `ws-1.example.local` are one machine within a tenant. */
export interface HostName {
  readonly key: string;
  readonly label: string;
  /** Lower case, '' for a machine that is named without one. */
  readonly domain: string;
}

export function hostName(text: string): HostName | null {
  const name = text.replace(/\.$/, '');
  if (name === '' || name.length > 253 || /[\s/\\@]/.test(name)) return null;
  if (isIPv4(name) || isIPv6(name)) return { key: name, label: name, domain: '' };
  const dot = name.indexOf('.');
  const short = dot < 0 ? name : name.slice(0, dot);
  if (short === '') return null;
  return { key: fold(short), label: short.toUpperCase(), domain: dot < 0 ? '' : fold(name.slice(dot + 1)) };
}

/** Authorities whose accounts exist on every machine for itself: SYSTEM of one is not SYSTEM of another. */
const LOCAL_AUTHORITIES = new Set([
  'nt authority',
  'nt service',
  'nt virtual machine',
  'window manager',
  'font driver host',
  'iis apppool',
  'builtin',
  'workgroup',
]);

export interface UserName {
  readonly key: string;
  readonly label: string;
}

/**
 * `domain` may be the short or the DNS name of a domain (its first label is taken), `name` may be `user@domain`. Accounts of
 * a machine (`WS-1$`) are the machine's whatever the domain is called; those that each machine has are scoped by `host`.
 */
export function userName(domain: string, name: string, host: HostName): UserName | null {
  const at = name.indexOf('@');
  if (at > 0) return userName(domain || name.slice(at + 1), name.slice(0, at), host);
  if (name === '' || name.length > 256) return null;
  const authority = fold(domain);
  if (name.endsWith('$')) return { key: joinKey('machine', fold(name)), label: name.toUpperCase() };
  if (LOCAL_AUTHORITIES.has(authority)) {
    return { key: joinKey('local', host.key, authority, fold(name)), label: `${domain}\\${name} (${host.label})` };
  }
  const short = authority === '' ? host.key : authority.split('.', 1)[0]!;
  return { key: joinKey('user', short, fold(name)), label: `${short.toUpperCase()}\\${name}` };
}

/** `DOMAIN\name`, as Sysmon writes a user. */
export function splitUser(text: string): { domain: string; name: string } {
  const slash = text.indexOf('\\');
  return slash < 0 ? { domain: '', name: text } : { domain: text.slice(0, slash), name: text.slice(slash + 1) };
}

/**
 * An address that tells machines apart, in its one normal form, or null: no loopback and no unspecified address, which every
 * machine has. An IPv4 address in IPv6 clothes is the IPv4 address.
 */
export function addressName(text: string): string | null {
  const plain = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return plain === '0.0.0.0' || plain.startsWith('127.') ? null : plain;
  if (!isIPv6(plain)) return null;
  // The URL parser writes IPv6 in the form of RFC 5952, but for mapped addresses, which it leaves in hex.
  const normal = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(normal);
  if (mapped) {
    const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
    return addressName(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`);
  }
  return normal === '::' || normal === '::1' ? null : normal;
}

/** Whether a machine can have it for its own: multicast and broadcast addresses are nobody's. */
export const isUnicast = (address: string): boolean => !/^(?:22[4-9]|23\d|255)\.|^ff/.test(address);

/** A name as DNS compares it; null for what is no name. */
export function domainName(text: string): string | null {
  const name = fold(text).replace(/\.$/, '');
  return name === '' || name.length > 253 || /[\s\\]/.test(name) || isIPv4(name) || isIPv6(name) ? null : name;
}

/**
 * Paths of Windows are compared without case, those that begin with `/` with it. `System`, `Registry` and the like are images
 * without a file.
 */
export function filePath(text: string): { key: string; label: string } | null {
  if (text.startsWith('/')) return { key: text, label: baseName(text) };
  return /[\\/]/.test(text) ? { key: fold(text).replaceAll('/', '\\'), label: baseName(text) } : null;
}

export const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1) || path;

/** Without braces, lower case; null for none or all zeros. */
export function guidName(text: string): string | null {
  const guid = fold(text).replace(/^\{|\}$/g, '');
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid) && /[1-9a-f]/.test(guid) ? guid : null;
}
