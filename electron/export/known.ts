/**
 * Names that an export must not carry, whose they are, and where they stand in a text: as words between whatever parts words,
 * with other signs between their parts (`dana.smith`, `Dana Smith`, `DanaSmith`), and where a word is put together of them
 * (`BackupPGustavo2`). Letters are compared small and composed.
 */
import { isOwnAddress } from './addresses.ts';

export type Class = 'USER' | 'HOST' | 'DOMAIN' | 'SHARE' | 'ADDRESS' | 'ARGUMENTS';
export interface Whose {
  readonly of: Class;
  /** The same for all names of the same. */
  readonly key: string;
}

/** Accounts and authorities of the system itself, and words of every network: they name nobody. */
const NOBODYS =
  /^(?:system|local service|network service|anonymous logon|localsystem|nt authority|nt service|authority|service|builtin|window manager|font driver host|iis apppool|root|dwm-\d+|umfd-\d+|localhost|localdomain|everyone|workgroup|local|lan|internal|intranet|intra|corp|home|private|localdomain6|www|com|net|org|n\/a|-|\.|)$/;
export const isNobodys = (name: string): boolean => NOBODYS.test(fold(name));

/** Ends of names that are on no internet. */
const INSIDE = /^(?:local|lan|internal|intranet|intra|corp|home|private|localdomain)$/;

/** Shorter ones would be found in half of all words; as a part of a word, longer. */
const SHORTEST = 3;
const SHORTEST_PART = 4;

const fold = (text: string): string =>
  text
    .replaceAll(/\p{Cf}/gu, '')
    .normalize('NFC')
    .trim()
    .toLowerCase();
/** Sign by sign: one whose small form is longer must not shift what follows. */
const small = (text: string): string =>
  text.replace(/[^]/g, (sign) => {
    const low = sign.toLowerCase();
    return low.length === 1 ? low : sign;
  });

const PART = /[\p{L}\p{N}\p{M}]+/gu;
/** Between two parts of a name; mail is broken at the end of a line, but an empty line ends it. */
const GAP = /^(?![^]*\n[^]*\n)[^\p{Co}]{1,3}$/u;
/** Where a word is put together: fooBar, FOOBar, foo2, 2foo. */
const SEAM = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu;
/** Pieces of one word that are looked at together. */
const PIECES = 8;
const FULL_NAME = /(?<![\p{L}\p{N}_.-])[\p{L}\p{N}_][\p{L}\p{N}_-]{0,62}(?:\.[\p{L}\p{N}_][\p{L}\p{N}_-]{0,62}){1,10}/gu;

interface Name {
  readonly whole: string;
  readonly whose: Whose;
  /** So short that it must stand as it is written. */
  readonly exact: boolean;
}
/** Names by their parts, one after the other: those that end here, and the ways on. */
class Branch {
  readonly names: Name[] = [];
  readonly next = new Map<string, Branch>();
}

export class KnownNames {
  readonly #names = new Map<string, Whose>();
  readonly #tree = new Branch();

  /** `DOMAIN\name`, `name@domain`, an ARN or a bare name; null for what names nobody. */
  user(label: string): Whose | null {
    const whole = fold(label);
    const [domain, account] = /^([^\\]+)\\+(.+)$/.exec(whole)?.slice(1) ?? ['', whole.replace(/@.*$/, '').replace(/^arn:.*[:/]/, '')];
    if (NOBODYS.test(account!)) return null;
    const known = this.#names.get(whole) ?? (domain === '' ? this.#names.get(account!) : undefined);
    if (known) return known;
    const whose: Whose = { of: 'USER', key: whole };
    this.#know(whole, whose);
    this.#know(account!, whose);
    // As files and mailboxes are called: all in one word.
    this.#know(account!.replaceAll(/[^\p{L}\p{N}]/gu, ''), whose);
    if (account!.length > 8) this.#know(`${account!.replaceAll(/[\s.]/g, '').slice(0, 6)}~1`, whose);
    // Smith, Dana.
    const words = account!.split(/[\s.,_]+/);
    if (words.length > 1 && words.length < 5) this.#know([words.at(-1)!, ...words.slice(0, -1)].join(' '), whose);
    if (domain !== '') this.domain(domain!);
    return whose;
  }

  /** A short name or one with its domain: the same host. */
  host(label: string): Whose | null {
    const whole = fold(label).replace(/\.$/, '');
    if (NOBODYS.test(whole)) return null;
    if (isOwnAddress(whole)) return { of: 'ADDRESS', key: whole };
    const [first, ...rest] = whole.split('.') as [string, ...string[]];
    // An address that is nobody's own has no short name.
    const [short, domain] = /^\d+$/.test(first) ? [whole, ''] : [first, rest.join('.')];
    const known = this.#names.get(whole) ?? this.#names.get(short);
    if (known?.of === 'HOST') return known;
    const whose: Whose = { of: 'HOST', key: short };
    this.#know(whole, whose);
    if (!short.startsWith('_')) this.#know(short, whose);
    const joined = short.replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (joined.length >= SHORTEST_PART && !/^\d+$/.test(joined)) this.#know(joined, whose);
    if (domain !== '') this.domain(domain);
    return whose;
  }

  /** Also by its first part, which is what Windows calls it. */
  domain(name: string): Whose {
    const whole = fold(name);
    const known = this.#names.get(whole);
    if (known?.of === 'DOMAIN') return known;
    const whose: Whose = { of: 'DOMAIN', key: whole };
    this.#know(whole, whose);
    const [first] = whole.split('.') as [string];
    if (first.length >= SHORTEST_PART) this.#know(first, whose);
    return whose;
  }

  #know(name: string, whose: Whose): void {
    if (name.length < SHORTEST || NOBODYS.test(name) || this.#names.has(name)) return;
    this.#names.set(name, whose);
    const parts = name.match(PART) ?? [];
    if (parts.join('').length < SHORTEST) return;
    let branch = this.#tree;
    for (const part of parts) {
      const next = branch.next.get(part) ?? new Branch();
      branch.next.set(part, next);
      branch = next;
    }
    branch.names.push({ whole: name, whose, exact: parts.length > 1 && parts.join('').length < SHORTEST_PART });
  }

  /** What ends in a known domain, or in one of no internet, whole. */
  fullNames(text: string, say: (whose: Whose) => string): string {
    return text.replace(FULL_NAME, (name) => {
      const labels = name.split('.');
      for (let end = labels.length; end > 1; end--) {
        if (!this.#isInside(labels.slice(0, end))) continue;
        const whole = labels.slice(0, end).join('.');
        const whose = this.#names.get(fold(whole)) ?? this.host(whole);
        return whose === null ? name : say(whose) + name.slice(whole.length);
      }
      return name;
    });
  }

  #isInside(labels: readonly string[]): boolean {
    if (INSIDE.test(fold(labels.at(-1)!))) return true;
    for (let from = 0; from < labels.length - 1; from++)
      if (this.#names.get(fold(labels.slice(from).join('.')))?.of === 'DOMAIN') return true;
    return false;
  }

  /** Text with each known name replaced. */
  replaced(text: string, say: (whose: Whose) => string): string {
    if (this.#names.size === 0) return text;
    const low = small(text);
    const parts = [...low.matchAll(PART)].map(({ 0: part, index }) => ({ part, from: index, to: index + part.length }));
    let [left, done] = ['', 0];
    for (let at = 0; at < parts.length; at++) {
      const { from, to } = parts[at]!;
      const found = this.#longest(at, parts, low);
      if (found) {
        const last = parts[found.end]!.to;
        left += text.slice(done, from) + say(found.whose);
        // The computer's own account is the computer.
        done = found.whose.of === 'HOST' && text[last] === '$' ? last + 1 : last;
        at = found.end;
      } else {
        const inside = this.#inside(text.slice(from, to), say);
        if (inside === null) continue;
        left += text.slice(done, from) + inside;
        done = to;
      }
    }
    return left + text.slice(done);
  }

  /** The name of the most parts that begins with the part at `at`, and its last part. */
  #longest(at: number, placed: readonly Placed[], low: string): { readonly whose: Whose; readonly end: number } | null {
    let found: { readonly whose: Whose; readonly end: number } | null = null;
    let branch = this.#tree.next.get(placed[at]!.part);
    for (let end = at; branch;) {
      const name = branch.names.find(({ exact, whole }) => !exact || low.startsWith(whole, placed[at]!.from));
      if (name) found = { whose: name.whose, end };
      const [here, behind] = [placed[end]!, placed[++end]];
      branch = behind && GAP.test(low.slice(here.to, behind.from)) ? branch.next.get(behind.part) : undefined;
    }
    return found;
  }

  /** A word that is put together, with the longest known piece from the left replaced. */
  #inside(word: string, say: (whose: Whose) => string): string | null {
    const pieces = word.split(SEAM);
    if (pieces.length === 1) return null;
    let [left, found] = ['', false];
    for (let at = 0; at < pieces.length;) {
      let count = Math.min(PIECES, pieces.length - at);
      let whose: Whose | undefined;
      for (; count > 0; count--) {
        const piece = fold(pieces.slice(at, at + count).join(''));
        whose = piece.length >= SHORTEST_PART && !/^\d+$/.test(piece) ? this.#names.get(piece) : undefined;
        if (whose) break;
      }
      left += whose ? say(whose) : pieces[at]!;
      found ||= whose !== undefined;
      at += whose ? count : 1;
    }
    return found ? left : null;
  }
}

interface Placed {
  readonly part: string;
  readonly from: number;
  readonly to: number;
}
