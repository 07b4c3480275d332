/**
 * Addresses in a text that are somebody's own: private, loopback, link-local, carrier-shared, multicast, and all of IPv6 that is
 * not the internet's; hardware addresses too. They are found wherever they stand (behind a colon, in a file's name, as a name of
 * DNS) and in what ways logs and people write them. Each pattern is bounded: no text makes one of them slow.
 */
import { BlockList, isIP } from 'node:net';

const OWN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
] as const)
  OWN.addSubnet(net, bits, 'ipv4');

type Octets = readonly number[];
type Groups = readonly number[];

/** Of four numbers, as they are written; zeros in front do no harm. */
const ownOctets = (octets: Octets): string | null => {
  const address = octets.join('.');
  return octets.length === 4 && isIP(address) === 4 && OWN.check(address, 'ipv4') ? address : null;
};

/** The eight groups of an address that `isIP` knows. */
function groupsOf(address: string): Groups {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = (high: string, low: string): string => ((Number(high) << 8) | Number(low)).toString(16);
  const whole = dotted ? `${dotted[1]}${hex(dotted[2]!, dotted[3]!)}:${hex(dotted[4]!, dotted[5]!)}` : address;
  const [head = [], tail = []] = whole.split('::').map((part) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16))));
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

const octetsOf = (high: number, low: number): Octets => [high >> 8, high & 255, low >> 8, low & 255];

/** One writing of an own address for all of its writings; null for one of the internet's, and for `::`, which is nobody. */
function ownGroups(groups: Groups): string | null {
  const [a, b, c] = groups as [number, number, number];
  const zeros = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  const last = octetsOf(groups[6]!, groups[7]!);
  if (zeros(0, 5) && groups[5] === 0xffff) return ownOctets(last);
  if (a === 0x64 && b === 0xff9b && zeros(2, 6)) return ownOctets(last);
  if (a === 0x2002) return ownOctets(octetsOf(b, c));
  if (a >> 13 === 1 || zeros(0, 8)) return null;
  return groups.map((group) => group.toString(16)).join(':');
}

function ownAddress(text: string): string | null {
  const bare = text.replace(/%.*$/, '');
  const kind = isIP(bare);
  if (kind === 4) return ownOctets(bare.split('.').map(Number));
  return kind === 6 ? ownGroups(groupsOf(bare)) : null;
}

export const isOwnAddress = (text: string): boolean => ownAddress(text) !== null;

/** Gives what an own address is replaced by; the same address comes in the same writing. */
export type Say = (address: string) => string;

const DOT = String.raw`(?:\\{0,2}\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))`;
const FOUR = new RegExp(String.raw`(?<!\d)(\d{1,3})(?:(?:${DOT}\d{1,3}){3}|(?:-\d{1,3}){3}|(?:_\d{1,3}){3})(?!\d)`, 'gi');
const REVERSE = /(?<!\d)(\d{1,3}(?:\.\d{1,3}){0,3})(\.in-addr\.arpa)/gi;
const REVERSE_SIX = /(?<![0-9a-f])([0-9a-f](?:\.[0-9a-f]){1,31})\.ip6\.arpa/gi;
const LITERAL = /(?<![0-9a-f-])([0-9a-f-]{2,39})(?:s\w{1,20})?\.ipv6-literal\.net/gi;
/** A net, with what is open in it. */
const OPEN = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){0,2})(?:\.[x*]){1,3}(?![\p{L}\p{N}])/giu;
/** FTP's PORT and its answer to PASV. */
const COMMAS = /((?:\bPORT |\bEPRT |\())(\d{1,3}(?:,\d{1,3}){3})(?=,\d{1,3},\d{1,3})/gi;
/** A machine as one number, in an address of the web or of a share. */
const NUMBER = /(?<=:\/\/|@|\\\\)(0x[0-9a-f]{8}|\d{8,10})(?![\w.])/gi;
/** What auditd writes of a socket: family, port, address, in hex. */
const SOCKET = /\b(saddr=)((?:02|0A)00[0-9A-F]{12,60})/gi;
const HARDWARE = /(?<![0-9a-f])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![0-9a-f])/gi;
const SIX = /(?:[0-9a-f.:]|\[[:.]\])+/gi;
const LETTER = /[\p{L}\p{N}]/u;
const HEX = /[0-9a-f]/i;

export function withoutAddresses(text: string, say: Say): string {
  const own = (address: string | null, whole: string): string => (address === null ? whole : say(address));
  const named = text
    .replace(REVERSE, (whole, name: string) => own(reverseOf(name), whole))
    .replace(REVERSE_SIX, (whole, name: string) => own(reverseSixOf(name), whole))
    .replace(OPEN, (whole, net: string) => own(ownOctets([...net.split('.').map(Number), 0, 0, 0].slice(0, 4)), whole))
    .replace(LITERAL, (whole, name: string) => own(ownAddress(name.replaceAll('-', ':')), whole))
    .replace(SOCKET, (whole, before: string, hex: string) => before + own(socketOf(hex), whole.slice(before.length)));
  return withoutFours(withoutSix(named, say), say)
    .replace(HARDWARE, (mac) => say(mac.toLowerCase().replaceAll(/[^0-9a-f]/g, '')))
    .replace(COMMAS, (_, before: string, numbers: string) => before + own(ownOctets(numbers.split(',').map(Number)), numbers))
    .replace(NUMBER, (whole) => own(ownOctets(octetsOf(Number(whole) >>> 16, Number(whole) & 0xffff)), whole));
}

/** A name for a whole net stands for its first address. */
function reverseOf(name: string): string | null {
  const octets = name.split('.').map(Number).reverse();
  return ownOctets([...octets, 0, 0, 0].slice(0, 4));
}

function reverseSixOf(name: string): string | null {
  const digits = name.replaceAll('.', '').split('').reverse().join('').padEnd(32, '0');
  return ownAddress(digits.match(/.{4}/g)!.join(':'));
}

function socketOf(hex: string): string | null {
  const bytes = Buffer.from(hex, 'hex');
  if (hex.startsWith('02')) return ownOctets([...bytes.subarray(4, 8)]);
  return bytes.length < 24 ? null : ownAddress(bytes.subarray(8, 24).toString('hex').match(/.{4}/g)!.join(':'));
}

/** Four numbers in a row are looked at wherever they begin: a port may stand before them or after them. */
function withoutFours(text: string, say: Say): string {
  let left = '';
  let from = 0;
  FOUR.lastIndex = 0;
  for (let found = FOUR.exec(text); found !== null; found = FOUR.exec(text)) {
    const address = ownOctets(found[0].match(/\d+/g)!.map(Number));
    if (address === null) FOUR.lastIndex = found.index + found[1]!.length;
    else {
      left += text.slice(from, found.index) + say(address);
      from = FOUR.lastIndex;
    }
  }
  return left + text.slice(from);
}

/** In a run of hex digits, colons and dots the longest address from the left decides; what belongs to a word before or after it is none of it. */
function withoutSix(text: string, say: Say): string {
  return text.replace(SIX, (run, at: number) => {
    if (run.indexOf(':') === run.lastIndexOf(':')) return run;
    const [before, after] = [text[at - 1] ?? '', text[at + run.length] ?? ''];
    // `[Type]::Add` is no address.
    const first = LETTER.test(before) || (before === ']' && run.startsWith('::')) ? run.indexOf(':') + 1 : 0;
    const last = LETTER.test(after) ? Math.max(run.lastIndexOf(':'), run.lastIndexOf('.')) : run.length;
    let left = run.slice(0, first);
    for (let start = first; start < last;) {
      const end = endOfSix(run, start, last);
      const own = end === null ? null : ownIn(run.slice(start, end));
      const next = end ?? nextGroup(run, start, last);
      left += own === null ? run.slice(start, next) : run.slice(start, start + own.at) + say(own.address);
      start = next;
    }
    return left + run.slice(Math.max(first, last));
  });
}

/** `2024:fe80::1` is an address of the internet's, and may be a year before a link-local one: then it is the latter. */
const LOCAL = /(?<=:)(?:fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}):/gi;

function ownIn(run: string): { readonly at: number; readonly address: string } | null {
  for (const at of [0, ...[...run.matchAll(LOCAL)].map(({ index }) => index)]) {
    const address = ownAddress(bare(run.slice(at)));
    if (address !== null) return { at, address };
  }
  return null;
}

const bare = (run: string): string => run.replaceAll(/[[\]]/g, '');

/** Where the longest address that begins here ends. Groups are few: no window is longer than 50 signs. */
function endOfSix(run: string, start: number, last: number): number | null {
  if (run.startsWith(':::', start)) return null;
  for (let end = Math.min(last, start + 50); end > start + 1; end--) {
    const isInside = end < last && HEX.test(run[end - 1]!) && HEX.test(run[end]!);
    const text = bare(run.slice(start, end));
    if (!isInside && text !== '::' && isIP(text) === 6) return end;
  }
  return null;
}

function nextGroup(run: string, start: number, last: number): number {
  for (let at = start; at < last; at++) if (!HEX.test(run[at]!)) return at + 1;
  return last;
}
