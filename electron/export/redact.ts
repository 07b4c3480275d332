/**
 * One export's pseudonyms: the same thing has the same one throughout, and which is whose is written down nowhere. Names are those
 * of the records in the export and of the customer's other users and hosts, so that notes and paths tell no name either.
 */
import type { EdgeRecord, NodeRecord, PropValue, Props } from '../../shared/graph/records.ts';
import { ADDRESS, isOwnAddress } from './addresses.ts';
import { withoutSecrets } from './secrets.ts';
import { plain, plainLines } from './text.ts';

type Class = 'USER' | 'HOST' | 'DOMAIN' | 'ADDRESS' | 'ARGUMENTS';
export interface Hidden {
  readonly users: number;
  readonly hosts: number;
  readonly addresses: number;
  readonly arguments: number;
  readonly secrets: number;
}

export interface Redactor {
  label(node: NodeRecord): string;
  /** Properties of a node or an edge, as lines. */
  props(props: Props): (readonly [name: string, value: string])[];
  /** Free text of several lines. */
  text(text: string): string;
  hidden(): Hidden;
}

/** Accounts and authorities of the system itself: they name nobody. */
const NOBODYS =
  /^(?:system|local service|network service|anonymous logon|localsystem|nt authority|nt service|builtin|window manager|font driver host|root|dwm-\d+|umfd-\d+|localhost|everyone|workgroup|n\/a|-|)$/;

const fold = (text: string): string => text.trim().toLowerCase();
/** Shorter ones would be found in half of all words. */
const SHORTEST = 3;

const USER_PROPS = /^(?:user|account|sid|arn|userName|targetUser|subjectUser|owner|principal|session|email|accountId|actor)$/i;
const HOST_PROPS = /^(?:host|machine|computer|hostname|workstation)$/i;
const ARGUMENT_PROPS = /command|cmdline|arguments|^args$/i;

const PROFILE = /([\\/](?:Users|Documents and Settings|home)[\\/])([^\\/:*?"<>|\r\n]+)/gi;
const OWN_PROFILES = /^(?:public|default|default user|all users|shared)$/i;
const SID = /\bS-1-5-21(?:-\d+){1,8}\b/gi;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const ARN = /\barn:aws[\w-]*:(?:iam|sts):[\w-]*:\d*:[^\s"',;)\]}]+/gi;
const CLOUD_ACCOUNT = /\b\d{12}\b/g;
/** Signs of nobody's, one for each piece that is put aside. */
const ASIDE = 0xf0000;
const WORD = /[\p{L}\p{N}_$][\p{L}\p{N}_$.-]*/gu;
const PART = /[\p{L}\p{N}$]+/gu;

interface Whose {
  readonly of: Class;
  /** The same for all names of the same. */
  readonly key: string;
}

export interface Names {
  readonly users: readonly string[];
  readonly hosts: readonly string[];
}

/** Nothing but secrets is taken out. */
export function rawRedactor(): Redactor {
  let secrets = 0;
  const clean = (text: string): string => {
    const found = withoutSecrets(text);
    secrets += found.removed;
    return found.text;
  };
  return {
    label: (node) => plain(clean(node.label)),
    props: (props) => Object.entries(props).map(([name, value]) => [plain(name), plain(clean(said(value)))]),
    text: (text) => plainLines(clean(text)),
    hidden: () => ({ users: 0, hosts: 0, addresses: 0, arguments: 0, secrets }),
  };
}

const said = (value: PropValue): string => (typeof value === 'object' ? value.join(', ') : String(value));

export class Pseudonyms implements Redactor {
  /** Given where something is first replaced, so that the export has no gaps that tell how many others there are. */
  readonly #numbers = new Map<Class, Map<string, number>>();
  /** By folded name, whose it is. */
  readonly #names = new Map<string, Whose>();
  /** Names of several words, by their first. */
  readonly #phrases = new Map<string, string[]>();
  #secrets = 0;

  constructor(nodes: readonly NodeRecord[], edges: readonly EdgeRecord[], names: Names) {
    for (const node of nodes) this.#learn(node);
    for (const { props } of edges) this.#learnProps(props);
    for (const name of names.users) this.#findUser(name);
    for (const name of names.hosts) this.#findHost(name);
    for (const name of this.#names.keys()) {
      const [first] = name.match(PART) ?? [];
      if (first !== undefined && first !== name) this.#phrases.set(first, [...(this.#phrases.get(first) ?? []), name]);
    }
    for (const phrases of this.#phrases.values()) phrases.sort((a, b) => b.length - a.length);
  }

  label(node: NodeRecord): string {
    const { kind, label } = node;
    if (kind === 'user' || kind === 'principal') return this.#user(label) ?? this.#line(label);
    if (kind === 'host') return this.#host(label) ?? this.#line(label);
    return this.#line(label);
  }

  props(props: Props): (readonly [string, string])[] {
    return Object.entries(props).map(([name, value]) => [plain(name), this.#prop(name, said(value))]);
  }

  text(text: string): string {
    return this.#replaced(plainLines(text));
  }

  hidden(): Hidden {
    const of = (one: Class): number => this.#numbers.get(one)?.size ?? 0;
    return { users: of('USER'), hosts: of('HOST'), addresses: of('ADDRESS'), arguments: of('ARGUMENTS'), secrets: this.#secrets };
  }

  #line(text: string): string {
    return this.#replaced(plain(text));
  }

  #prop(name: string, value: string): string {
    if (value === '') return '';
    if (ARGUMENT_PROPS.test(name)) return this.#command(value);
    if (USER_PROPS.test(name)) return this.#user(value) ?? this.#line(value);
    if (HOST_PROPS.test(name)) return this.#host(value) ?? this.#line(value);
    return this.#line(value);
  }

  /** The program stays, what it was told goes. */
  #command(line: string): string {
    const [, quoted, bare] = /^\s*(?:"([^"]*)"|(\S+))/.exec(line) ?? [];
    const program = (quoted ?? bare ?? '').split(/[\\/]/).at(-1) ?? '';
    const rest = line.trim().length > (quoted === undefined ? (bare ?? '').length : quoted.length + 2);
    this.#secrets += withoutSecrets(line).removed;
    return rest ? `${this.#line(program)} ${this.#say({ of: 'ARGUMENTS', key: line })}` : this.#line(program);
  }

  #learn(node: NodeRecord): void {
    if (node.kind === 'user' || node.kind === 'principal') this.#findUser(node.label);
    else if (node.kind === 'host') this.#findHost(node.label);
    this.#learnProps(node.props);
  }

  #learnProps(props: Props): void {
    for (const [name, value] of Object.entries(props)) {
      if (typeof value !== 'string') continue;
      if (USER_PROPS.test(name)) this.#findUser(value);
      else if (HOST_PROPS.test(name)) this.#findHost(value);
      else if (/^domain$/i.test(name)) this.#know(fold(value), { of: 'DOMAIN', key: fold(value) });
    }
  }

  #user(label: string): string | null {
    const whose = this.#findUser(label);
    return whose && this.#say(whose);
  }

  #host(label: string): string | null {
    const whose = this.#findHost(label);
    return whose && this.#say(whose);
  }

  /** `DOMAIN\name`, `name@domain`, an ARN or a bare name; null for what names nobody. */
  #findUser(label: string): Whose | null {
    const whole = fold(label);
    const [domain, account] = /^([^\\]+)\\(.+)$/.exec(whole)?.slice(1) ?? ['', whole.replace(/@.*$/, '').replace(/^arn:.*[:/]/, '')];
    if (NOBODYS.test(account!)) return null;
    const known = this.#names.get(whole) ?? (domain === '' ? this.#names.get(account!) : undefined);
    if (known) return known;
    const whose: Whose = { of: 'USER', key: whole };
    this.#know(whole, whose);
    this.#know(account!, whose);
    if (domain !== '') this.#know(domain!, { of: 'DOMAIN', key: domain! });
    return whose;
  }

  /** A short name or one with its domain: the same host. */
  #findHost(label: string): Whose | null {
    const whole = fold(label);
    if (NOBODYS.test(whole)) return null;
    if (isOwnAddress(whole)) return { of: 'ADDRESS', key: whole };
    const [first, ...rest] = whole.split('.') as [string, ...string[]];
    // An address that is nobody's own has no short name.
    const [short, domain] = /^\d+$/.test(first) ? [whole, ''] : [first, rest.join('.')];
    const known = this.#names.get(whole) ?? this.#names.get(short);
    if (known?.of === 'HOST') return known;
    const whose: Whose = { of: 'HOST', key: short };
    this.#know(whole, whose);
    this.#know(short, whose);
    // The computer's own account.
    this.#know(`${short}$`, whose);
    if (domain !== '') this.#know(domain, { of: 'DOMAIN', key: domain });
    return whose;
  }

  #know(name: string, whose: Whose): void {
    if (name.length >= SHORTEST && !NOBODYS.test(name) && !this.#names.has(name)) this.#names.set(name, whose);
  }

  #say({ of, key }: Whose): string {
    const numbers = this.#numbers.get(of) ?? new Map<string, number>();
    this.#numbers.set(of, numbers);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return `${of}-${number}`;
  }

  #replaced(text: string): string {
    const found = withoutSecrets(text);
    this.#secrets += found.removed;
    // What is replaced is put aside, so that nothing is found in a pseudonym; plain text has none of these signs.
    const aside: string[] = [];
    const put = (name: string): string => String.fromCodePoint(ASIDE + aside.push(name) - 1);
    const done = found.text
      .replace(/\[secret removed\]/g, put)
      .replace(ARN, (arn) => put(this.#user(arn) ?? arn))
      .replace(MAIL, (mail) => put(this.#user(mail) ?? mail))
      .replace(SID, (sid) => put(this.#user(sid) ?? sid))
      .replace(PROFILE, (whole, before: string, name: string) =>
        OWN_PROFILES.test(name.trim()) ? whole : before + put(this.#user(name) ?? name),
      )
      .replace(ADDRESS, (address) => (isOwnAddress(address) ? put(this.#say({ of: 'ADDRESS', key: fold(address) })) : address))
      .replace(CLOUD_ACCOUNT, (account) => put(this.#user(account) ?? account));
    const phrased = this.#withoutPhrases(done, put);
    return phrased
      .replace(WORD, (word) => this.#word(word, put))
      .replace(/[\u{f0000}-\u{ffffd}]/gu, (sign) => aside[sign.codePointAt(0)! - ASIDE] ?? '');
  }

  #withoutPhrases(text: string, put: (name: string) => string): string {
    if (this.#phrases.size === 0) return text;
    // Sign by sign: one whose small form is longer must not shift what follows.
    const folded = text.replace(/[^]/g, (sign) => (sign.toLowerCase().length === 1 ? sign.toLowerCase() : sign));
    let left = '';
    let from = 0;
    for (const { 0: first, index } of folded.matchAll(PART)) {
      if (index < from) continue;
      const phrase = this.#phrases
        .get(first)
        ?.find((one) => folded.startsWith(one, index) && !/[\p{L}\p{N}]/u.test(folded[index + one.length] ?? ''));
      if (phrase === undefined) continue;
      left += text.slice(from, index) + put(this.#say(this.#names.get(phrase)!));
      from = index + phrase.length;
    }
    return left + text.slice(from);
  }

  #word(word: string, put: (name: string) => string): string {
    const known = this.#names.get(fold(word));
    if (known) return put(this.#say(known));
    return word.replace(PART, (part) => {
      const whose = this.#names.get(fold(part));
      return whose ? put(this.#say(whose)) : part;
    });
  }
}
