/**
 * One export's pseudonyms: the same thing has the same one throughout, and which is whose is written down nowhere. Names are those
 * of the records in the export and of the customer's other users and hosts, so that notes and paths tell no name either; and
 * what is a name by its form. A text is read as it is written, then as a machine would read it, then what is packed in it.
 */
import type { EdgeRecord, NodeRecord, PropValue, Props } from '../../shared/graph/records.ts';
import { withoutAddresses } from './addresses.ts';
import { LONG, READINGS, isSealed, PACKED, readableIn } from './encoded.ts';
import { withoutForms } from './forms.ts';
import { KnownNames } from './known.ts';
import type { Class, Whose } from './known.ts';
import { isSecretName, SECRET, withoutSecrets, withoutSecretsRead } from './secrets.ts';
import { plain, plainLines } from './text.ts';

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
  /** Who did something, in one line. */
  person(name: string): string;
  hidden(): Hidden;
}

const USER_PROPS = /^(?:user|account|sid|arn|userName|targetUser|subjectUser|owner|principal|session|email|accountId|actor)$/i;
const HOST_PROPS = /^(?:host|machine|computer|hostname|workstation)$/i;
const ARGUMENT_PROPS = /command|cmdline|arguments|proctitle|script|^args$|^argv$/i;
const AGENT_PROPS = /^(?:agent|userAgent)$/i;

/** Signs of nobody's, one for each piece that is put aside. */
const ASIDE = 0xf0000;
const PUT_ASIDE = /[\u{f0000}-\u{10fffd}]/gu;
const SWITCHED = /((?:^|\s)[-/–—―](?:e|ec|en|enc|enco|encod|encode|encoded\w{0,20})[\s:]{1,5}["']?)([A-Za-z0-9+/=]{16,})/gi;
/** A value that was cut may end in half a name. */
const CUT = /[^\s\\/"',;=()]{1,512}…$/u;
const DEPTH = 3;

/** What programs are in every user agent; a word besides may be what somebody calls their machine. */
const AGENT_WORDS =
  /^(?:windows|nt|win64|x64|wow64|x11|u|macintosh|intel|ppc|mac|os|x|like|gecko|khtml|compatible|msie|linux|ubuntu|debian|fedora|android|mobile|iphone|ipad|cpu|cros|aws|internal|amazon|x86_64|i686|aarch64|arm64|wv|[\w-]{1,40}\.amazonaws\.com|v?[\d._]{1,20}|rv:[\d.]{1,10}|[a-z]{2}-[a-z]{2}|curl|davclnt)$/i;
const AGENT_PRODUCT = /^[a-z][\w.+-]{0,40}\/\S{0,80}$/i;

/** Nothing but secrets is taken out. */
export function rawRedactor(): Redactor {
  let secrets = 0;
  const clean = (text: string): string => {
    const found = withoutSecretsRead(text);
    secrets += found.removed;
    return found.text;
  };
  const prop = (name: string, value: string): string => {
    if (value === '' || !isSecretName(name)) return clean(plain(value));
    secrets++;
    return SECRET;
  };
  return {
    label: (node) => clean(plain(node.label)),
    props: (props) => Object.entries(props).map(([name, value]) => [plain(name), prop(name, said(value))]),
    text: (text) => clean(plainLines(text)),
    person: (name) => clean(plain(name)),
    hidden: () => ({ users: 0, hosts: 0, addresses: 0, arguments: 0, secrets }),
  };
}

const said = (value: PropValue): string => (typeof value === 'object' ? value.join(', ') : String(value));

export interface Names {
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  readonly domains: readonly string[];
}

/** All names that are known of the customer. */
export function knownNames(nodes: readonly NodeRecord[], edges: readonly EdgeRecord[], names: Names): KnownNames {
  const known = new KnownNames();
  const learn = (props: Props): void => {
    for (const [name, value] of Object.entries(props)) {
      if (typeof value !== 'string') continue;
      if (USER_PROPS.test(name)) known.user(value);
      else if (HOST_PROPS.test(name)) known.host(value);
      else if (/^domain$/i.test(name)) known.domain(value);
    }
  };
  for (const { kind, label, props } of nodes) {
    if (kind === 'user' || kind === 'principal') known.user(label);
    else if (kind === 'host') known.host(label);
    learn(props);
  }
  for (const { props } of edges) learn(props);
  for (const name of names.users) known.user(name);
  for (const name of names.hosts) known.host(name);
  for (const name of names.domains) known.domain(name);
  return known;
}

/** Texts that it reads teach it names by their form: whoever wants none missed has it read all, and a second one with the same names write. */
export class Pseudonyms implements Redactor {
  readonly #known: KnownNames;
  /** Given where something is first replaced, so that the export has no gaps that tell how many others there are. */
  readonly #numbers = new Map<Class, Map<string, number>>();
  readonly #depth: number;
  #secrets = 0;

  constructor(known: KnownNames, depth = 0) {
    this.#known = known;
    this.#depth = depth;
  }

  label(node: NodeRecord): string {
    const { kind, label } = node;
    if (kind === 'user' || kind === 'principal') return this.person(label);
    return (kind === 'host' ? this.#named(this.#known.host(label)) : null) ?? this.#line(label);
  }

  props(props: Props): (readonly [string, string])[] {
    return Object.entries(props).map(([name, value]) => [plain(name), this.#prop(name, said(value))]);
  }

  text(text: string): string {
    return this.#replaced(plainLines(text)).text;
  }

  person(name: string): string {
    return this.#named(this.#known.user(name)) ?? this.#line(name);
  }

  hidden(): Hidden {
    const of = (one: Class): number => this.#numbers.get(one)?.size ?? 0;
    return { users: of('USER'), hosts: of('HOST'), addresses: of('ADDRESS'), arguments: of('ARGUMENTS'), secrets: this.#secrets };
  }

  #line(text: string): string {
    return this.#replaced(plain(text)).text;
  }

  #prop(name: string, value: string): string {
    if (value === '') return '';
    if (isSecretName(name)) {
      this.#secrets++;
      return SECRET;
    }
    if (ARGUMENT_PROPS.test(name)) return this.#command(value);
    if (USER_PROPS.test(name)) return this.person(value);
    if (HOST_PROPS.test(name)) return this.#named(this.#known.host(value)) ?? this.#line(value);
    if (/^domain$/i.test(name)) return this.#line(value);
    return this.#line(AGENT_PROPS.test(name) ? agent(value) : value);
  }

  /** The program stays, what it was told goes. */
  #command(line: string): string {
    const [, quoted, bare] = /^\s*(?:"([^"]*)"|(\S+))/.exec(line) ?? [];
    const program = (quoted ?? bare ?? '').split(/[\\/]/).at(-1) ?? '';
    const rest = line.trim().length > (quoted === undefined ? (bare ?? '').length : quoted.length + 2);
    this.#secrets += withoutSecrets(line).removed;
    return rest ? `${this.#line(program)} ${this.#say({ of: 'ARGUMENTS', key: line })}` : this.#line(program);
  }

  #named(whose: Whose | null): string | null {
    return whose && this.#say(whose);
  }

  #say({ of, key }: Whose): string {
    const numbers = this.#numbers.get(of) ?? new Map<string, number>();
    this.#numbers.set(of, numbers);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return `${of}-${number}`;
  }

  /** `text` is plain: it has none of the signs for what is put aside, in which nothing is looked for any more. */
  #replaced(text: string): { readonly text: string; readonly found: boolean } {
    const aside: string[] = [];
    const put = (name: string): string => String.fromCodePoint(ASIDE + aside.push(name) - 1);
    const secrets = withoutSecretsRead(text.normalize('NFC').replace(CUT, '…'));
    this.#secrets += secrets.removed;
    let best = this.#read(secrets.text, put);
    for (const reading of READINGS) {
      const [count, other] = [aside.length, reading(best)];
      const read = other === best ? best : this.#read(other, put);
      if (aside.length > count) best = read;
    }
    return { text: best.replace(PUT_ASIDE, (sign) => aside[sign.codePointAt(0)! - ASIDE] ?? ''), found: aside.length > 0 };
  }

  #read(text: string, put: (name: string) => string): string {
    const say = (whose: Whose): string => put(this.#say(whose));
    const marked = text.replaceAll(SECRET, put);
    const secrets = withoutSecrets(marked);
    this.#secrets += secrets.removed;
    const packed = secrets.text
      .replaceAll(SECRET, put)
      .replace(SWITCHED, (_, before: string, run: string) => before + say({ of: 'ARGUMENTS', key: run }))
      .replace(PACKED, (run) =>
        isSealed(run) || (run.length < LONG ? this.#saysName(run) : this.#hides(run)) ? say({ of: 'ARGUMENTS', key: run }) : run,
      );
    const formed = withoutForms(packed, { names: this.#known, say });
    const named = this.#known.fullNames(
      withoutAddresses(formed, (address) => say({ of: 'ADDRESS', key: address })),
      say,
    );
    return this.#known.replaced(named, say);
  }

  #saysName(run: string): boolean {
    return readableIn(run).some((inner) => this.#known.replaced(inner, () => '') !== inner);
  }

  /** Whether something that must not be read is packed in it. */
  #hides(run: string): boolean {
    if (this.#depth >= DEPTH) return true;
    return readableIn(run).some((inner) => new Pseudonyms(this.#known, this.#depth + 1).#replaced(plainLines(inner)).found);
  }
}

const agent = (value: string): string =>
  value
    .split(/([\s;,()[\]]+)/)
    .map((word, at) => (at % 2 === 1 || word === '' || AGENT_WORDS.test(word) || AGENT_PRODUCT.test(word) ? word : '…'))
    .join('');
