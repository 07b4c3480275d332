/**
 * Secrets leave no desk in an export, whatever else is kept: passwords, keys and tokens in command lines, addresses, files and
 * notes. Better one word too many than one secret: what looks like one goes. A head says that a secret follows, and where its
 * value ends is found by walking on from there; what is a secret by its own form needs no head. Each pattern is bounded.
 */
import { READINGS, readableIn } from './encoded.ts';

export const SECRET = '[secret removed]';

/** Words that say it wherever they stand, and those that must stand alone. */
const ANYWHERE = String.raw`pass?[ _-]?word|passwd|passphrase|passcode|passwort|kennwort|wachtwoord|contrase[ñn]a|mot de passe|пароль|pwd|secret|credential|creds|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|shared[_-]?key|signing[_-]?key|encryption[_-]?key|(?:nt|lm)[_-]?hash`;
const ALONE = String.raw`pass|pw|psw|pin|otp|mdp|senha|cred|ntlm|rc4|aes128|aes256|des`;
const NAME = String.raw`(?:(?:${ANYWHERE})[\w-]{0,20}|(?<![a-z0-9])(?:${ALONE})(?:[_-]?\d{1,3})?(?![a-z0-9]))`;
const QUOTE = String.raw`\\{0,4}["'\x60]`;

/** Whether a property's name says that its value is a secret. */
const SECRET_NAME = new RegExp(`${NAME}|authorization|cookie`, 'i');
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2'));

/** How a value ends that has no quotes: at a blank, at the end of its line, or where a tag begins. */
type Until = 'word' | 'line' | 'tag';
type Head = readonly [source: RegExp, until: Until];
const head = (source: string, until: Until, flags = 'gi'): Head => [new RegExp(source, flags), until];

/** Heads that have such a word in them, and what none of them is in when this is not. */
const HAS_NAME = new RegExp(NAME, 'i');
const NAMED: readonly Head[] = [
  // A switch: --password x, /pass:x, -SecretKey=x.
  head(String.raw`(?<![\w.])(?:--?|[/–—―])[\w-]{0,40}?${NAME}${QUOTE}?(?:\s{0,3}[:=]\s{0,3}|\s{1,5}(?![-/]))`, 'word'),
  // "password": x, password=x; a name of JSON.
  head(String.raw`${NAME}(?:${QUOTE}\]?\s{0,10}(?:=>|[:=])\s{0,10}|=(?!\s))`, 'word'),
  // Of a list: {"name":"password","value":"x"}, <add key="password" value="x">; of the registry: /v password /d x.
  head(String.raw`${NAME}${QUOTE}?[\s,]{1,30}${QUOTE}?(?:string)?value${QUOTE}?\s{0,5}[:=]\s{0,5}`, 'word'),
  head(String.raw`${NAME}${QUOTE}?\s{1,5}(?:/\w{1,3}\s{1,3}(?:REG_\w{1,20}\s{1,3})?){0,3}/d\s{1,3}`, 'word'),
  // <password>x, <Password><Value>x, <key>password</key><string>x.
  head(
    String.raw`(?<=<[^<>\n]{0,80}|<\w{1,20}>\s{0,10})${NAME}(?:[^<>\n]{0,80}>|\s{0,10}</\w{1,20}>)\s{0,20}(?:<[^<>/\n]{1,60}>\s{0,20}){0,2}`,
    'tag',
  ),
  // As people write it: password: x, Passwort (VPN) = x, the password for mail is x.
  head(
    String.raw`(?<!(?:^|[^\w.])[-/–—―][\w-]{0,40})${NAME}(?:\s?\([^()\n]{0,60}\))?(?:\s(?:for|of|to|on|für|von|de)\s[^\n:=]{1,40}?)?(?:\s{0,10}(?::=|=>|->|[→⇒：]|:(?!:))[ \t]{0,10}|\s{1,10}=[ \t]{0,10}|=[ \t]{1,10}|\s(?:is|ist|lautet|equals|(?:was )?(?:re)?set to|(?:was )?changed to)\s{1,5})`,
    'line',
  ),
  // password Winter2024!: what stands behind the word is none of a language.
  head(
    String.raw`${NAME}\s{1,5}(?:(?:was|were|are|war|now|still)\s{1,5})?(?=[^\s"']{0,60}(?:\d[^\s"']{0,60}[a-z!@#$%^&*+?~]|[a-z!@#$%^&*+?~][^\s"']{0,60}\d|[a-z0-9][!@#$%^&*+=~][a-z0-9]))`,
    'word',
  ),
];
const OTHERS: readonly Head[] = [
  // HTTP.
  head(String.raw`\b(?:Proxy-)?Authorization${QUOTE}?\s{0,5}[:=]\s{0,5}`, 'line'),
  head(String.raw`\b(?:Set-)?Cookie2?${QUOTE}?\s{0,5}[:=]\s{0,5}`, 'line'),
  head(String.raw`\bX-(?:Api-Key|Auth-Token|Amz-Security-Token|Vault-Token)${QUOTE}?\s{0,5}[:=]\s{0,5}`, 'word'),
  head(String.raw`\b(?:Basic|Bearer)\s{1,5}(?=[A-Za-z0-9+/_.=-]{8})`, 'word'),
  // PowerShell, .NET, Azure.
  head(String.raw`ConvertTo-SecureString\s{1,5}(?:-AsPlainText\s{1,5})?(?:-Force\s{1,5})?(?:-String\s{1,5})?(?!-)`, 'word'),
  head(String.raw`\b(?:PSCredential|NetworkCredential)\s{0,5}\(\s{0,5}[^,()\n]{1,200},\s{0,5}`, 'word'),
  head(String.raw`\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=`, 'word'),
  // Programs of Windows that take it by its place.
  head(String.raw`\bnet1?(?:\.exe)?["']?\s{1,5}user\s{1,5}(?:"[^"\n]{0,200}"|\S{1,200})\s{1,5}(?![/*])`, 'word'),
  head(String.raw`\bnet1?(?:\.exe)?["']?\s{1,5}use\s{1,5}(?:[a-z*]:?\s{1,5})?\\\\\S{1,300}\s{1,5}(?![/*])`, 'word'),
  head(String.raw`(?<![\w-])--?hash(?:es)?[:=\s]\s{0,3}|/(?:ticket|ptt)[:=\s]\s{0,3}`, 'word'),
];

/** Programs whose short switches take a secret: each such switch behind one of them, to the end of its line. */
const PROGRAM =
  /\b(?:psexec|paexec|psexesvc|psloggedon|pskill|winexe|plink|pscp|psftp|sshpass|mysql|mysqldump|mysqladmin|mongo|mongodump|redis-cli|smbclient|smbmap|smbexec|wmiexec|crackmapexec|netexec|nxc|cme|evil-winrm|xfreerdp|rclone|7z|7za|7zr|rar|winrar|unzip|zip|ldapsearch|rpcclient|bcp|sqlcmd|osql|wmic|schtasks|appcmd|certutil|kerbrute|hydra|lftp|(?:docker|podman|helm|az|oc)\s[^\n]{0,60}?\blogin)(?:64)?(?:\.exe|\.py)?["']?\s/i;
const SWITCH = /(?<=\s)(?:-pw|-hp|-rp|\/rp|-p|-P|\/p|-w|-H|-a)(?:[:=]\s{0,3}|\s{1,5}(?![-/])|(?=[^\s:=-]))/g;
const CURL = /\bcurl(?:\.exe)?\s/i;
const CURL_SWITCH = /(?<=\s)(?:-u|--user|--proxy-user|-U)[\s=]{0,5}["']?[^\s:"']{1,200}:/g;

/** What is a secret by itself. The first group stays. */
const FORMS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----END)){0,100000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  /()\beyJ[\w-]{8,1500}\.[\w-]{4,}(?:\.[\w-]*)*/g,
  /()(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}(?![A-Za-z0-9])/g,
  /()(?<![A-Za-z0-9])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|AIza[\w-]{30,}|npm_\w{30,}|ya29\.[\w-]{10,}|hv[sb]\.\w{20,}|dop_v1_\w{20,}|SG\.[\w-]{10,80}\.[\w-]{10,})/g,
  // A pair of LM and NT hashes (one alone looks like any file's MD5); Kerberos tickets; what Unix keeps of a password.
  /()(?<![0-9a-f])[0-9a-f]{32}:[0-9a-f]{32}(?![0-9a-f])/gi,
  /()\$krb5\w{0,20}\$\S+/gi,
  /()\bdoI[A-Z][A-Za-z0-9+/=]{60,}/g,
  /()\$(?:1|2[abxy]?|5|6|7|y|gy|argon2\w{0,3}|DCC2|MSCASH|mskrb5)\$[^\s:"']{8,}/gi,
  // Who:secret@, up to the last @ before a blank; also of what has no scheme, and who%secret of Samba.
  /(\b[a-z][\w+.-]{0,30}:\/\/[^\s:@/"'<>]{0,200}:)[^\s"'<>]{1,2000}(?=@)/gi,
  /(\b[a-z][\w+.-]{0,30}:\/\/)[^\s:@/"'<>]{16,200}(?=@)/gi,
  /((?<![\w@.$\\/-])(?!(?:mailto|sip|sips|acct|xmpp|tel|mac|addr|from|to|cc|bcc|user|mail|email|by|id|account|upn):)[\w.$\\/-]{1,128}:)(?!\/\/)[^\s@:/"'<>]{1,256}(?=@[\w.[-])/gi,
  /(\s-U\s{0,3}["']?[^\s%"']{1,128}%)[^\s"']{1,256}/g,
  // Oracle's who/secret@, and what is said to be one after it was said.
  /(\b(?:sqlplus|expdp?|impdp?|rman|jdbc:oracle:)[^\n@]{0,100}?[\w$]{1,64}\/)[^\s@"']{1,128}(?=@)/gi,
  /()(?<![^\s,;])(?!removed\])[^\s,;]{1,128}(?=\s(?:is|was|ist|war)\s(?:the|his|her|my|our|your|their|das|mein|unser)\s(?:[\p{L}]{1,20}\s)?(?:password|passphrase|passwort|kennwort|pwd|pin\b))/giu,
  // On its way into another program.
  /(\becho\s{1,5}["']?)[^|\n]{1,300}(?=\|\s{0,5}(?:sudo\b[^|\n]{0,60}\s-S|(?:ch)?passwd\b|openssl\b|smbclient\b))/gi,
];

const ENCODED = /((?:^|\s)[-/–—―](?:e|ec|en|enc|enco|encod|encode|encoded\w{0,20})[\s:]{1,5})["']?([A-Za-z0-9+/=]{16,})["']?/gi;

export interface WithoutSecrets {
  readonly text: string;
  readonly removed: number;
}

/** The last text that had none: the same one is read several times, each time a little otherwise. */
let clean = '';

export function withoutSecrets(text: string): WithoutSecrets {
  if (text === clean) return { text, removed: 0 };
  const spans = [...headed(text), ...programs(text)];
  for (const form of FORMS)
    for (const { 0: whole, 1: kept, index } of text.matchAll(form)) spans.push([index + kept!.length, index + whole.length]);
  // What is only written in base64 is read first: with a secret in it, the whole of it goes.
  for (const { 0: whole, 1: kept, 2: packed, index } of text.matchAll(ENCODED))
    if (readableIn(packed!).some((inner) => withoutSecrets(inner).removed > 0)) spans.push([index + kept!.length, index + whole.length]);
  const left = cutOut(text, spans);
  if (left.removed === 0) clean = text;
  return left;
}

type Span = readonly [from: number, to: number];

function cutOut(text: string, spans: Span[]): WithoutSecrets {
  const wanted = spans.filter(([from, to]) => to > from && !text.startsWith('[secret', from)).sort((a, b) => a[0] - b[0]);
  let [left, done, removed] = ['', 0, 0];
  for (const [from, to] of wanted) {
    if (to <= done) continue;
    // One that begins in another makes it longer.
    if (from >= done) {
      left += text.slice(done, from) + SECRET;
      removed++;
    }
    done = to;
  }
  return { text: left + text.slice(done), removed };
}

function* headed(text: string): Generator<Span> {
  for (const [pattern, until] of HAS_NAME.test(text) ? [...NAMED, ...OTHERS] : OTHERS)
    for (const { 0: whole, index } of text.matchAll(pattern)) {
      if (text.startsWith(SECRET, index - 1)) continue;
      const from = index + whole.length;
      yield [from, endOfValue(text, from, until)];
    }
}

function* programs(text: string): Generator<Span> {
  let at = 0;
  for (const line of text.split('\n')) {
    const program = PROGRAM.exec(line)?.index;
    if (program !== undefined) yield* behind(text, at, line, program, SWITCH);
    const curl = CURL.exec(line)?.index;
    if (curl !== undefined) yield* behind(text, at, line, curl, CURL_SWITCH);
    at += line.length + 1;
  }
}

function* behind(text: string, at: number, line: string, from: number, pattern: RegExp): Generator<Span> {
  for (const { 0: whole, index } of line.slice(from).matchAll(pattern)) {
    const value = at + from + index + whole.length;
    yield [value, endOfValue(text, value, 'word')];
  }
}

/** A name and its sign, behind which another value begins: `;Database=`, `&user=`. */
const NEXT = /[;&,|]\s?["']?[a-z][\w.-]{0,40}["']?\s?=/iy;
const OPENING = /(\\{0,8})(["'`])/y;

/** From the first sign of a value to behind its last one; quotes stay around what is in them no longer than to their line's end. */
function endOfValue(text: string, from: number, until: Until): number {
  const line = endOfLine(text, from);
  OPENING.lastIndex = from;
  const quoted = OPENING.exec(text);
  if (quoted) {
    const end = closing(text, from + quoted[0].length, line, quoted[1]!.length, quoted[2]!);
    // What goes on right behind its quotes belongs to it.
    return until === 'word' ? endOfWord(text, end, line, /[\s,;)}\]>&|\\"']/) : end;
  }
  if (until === 'word') return endOfWord(text, from, line, /\s/);
  if (until === 'tag') {
    const tag = text.indexOf('<', from);
    return tag < 0 ? text.length : tag;
  }
  // A heading of which the value stands in the next line.
  return text.slice(from, line).trim() === '' ? endOfLine(text, Math.min(text.length, line + 1)) : line;
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

/** The same quote behind as many backslashes, or the end of the line. */
function closing(text: string, from: number, line: number, slashes: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0 && at < line; at = text.indexOf(quote, at + 1)) {
    // Written twice it stands for itself.
    if (slashes === 0 && at > from && text[at + 1] === quote) {
      at++;
      continue;
    }
    let before = 0;
    while (at - before > from && text[at - before - 1] === '\\') before++;
    if (slashes === 0 ? before % 2 === 0 : before <= slashes) return at + 1;
  }
  return line;
}

function endOfWord(text: string, from: number, line: number, end: RegExp): number {
  for (let at = from; at < line; at++) {
    if (end.test(text[at]!)) return at;
    NEXT.lastIndex = at;
    if (at > from && NEXT.test(text)) return at;
  }
  return line;
}

/** Also of what is a secret only with its escapes undone. */
export function withoutSecretsRead(text: string): WithoutSecrets {
  let { text: best, removed } = withoutSecrets(text);
  for (const reading of READINGS) {
    const deeper = withoutSecrets(reading(best));
    if (deeper.removed > 0) best = deeper.text;
    removed += deeper.removed;
  }
  return { text: best, removed };
}
