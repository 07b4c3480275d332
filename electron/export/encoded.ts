/**
 * What a text says to a machine that reads it: escapes of URLs, JSON, XML and programs undone, invisible signs left out, wide
 * signs made plain; and what is packed in base64 or hex. A name is looked for there too.
 */

/** Escapes in escapes, and packings in packings, are followed so far. */
const DEPTH = 3;
const XML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Signs that can't be seen become `gap`, those that part words a blank. */
type Gap = '' | ' ';
const seen = (text: string, gap: Gap): string =>
  text.replaceAll(/[\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, gap).replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');

function unescaped(text: string, gap: Gap): string {
  const sign = (code: number): string => (code <= 0x10ffff ? seen(String.fromCodePoint(code), gap) : '');
  const hexSign = (_: string, hex: string): string => sign(parseInt(hex, 16));
  return text
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
      const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
      const utf8 = bytes.toString('utf8');
      return seen(utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8, gap);
    })
    .replaceAll(/\\u\{([0-9a-f]{1,6})\}/gi, hexSign)
    .replaceAll(/\\u([0-9a-f]{4})/gi, hexSign)
    .replaceAll(/\\x([0-9a-f]{2})/gi, hexSign)
    .replaceAll(/&#x([0-9a-f]{1,6});/gi, hexSign)
    .replaceAll(/&#(\d{1,7});/g, (_, number: string) => sign(Number(number)))
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => XML[name]!)
    .replaceAll(/\\[nrt]/g, ' ')
    .replaceAll(/\\([\\/"'`])/g, '$1');
}

/** Nothing is to be undone in it. */
const AS_IT_IS = /^[^%\\&\u0080-\uffff]*$/;

/** The same text where there is nothing to undo. */
function decoded(text: string, gap: Gap): string {
  if (AS_IT_IS.test(text)) return text;
  let now = text;
  for (let depth = 0; depth < DEPTH; depth++) {
    const next = unescaped(now, gap);
    if (next === now) break;
    now = next;
  }
  return now.normalize('NFKC');
}

/**
 * How a text is read besides as it is written, one after the other. Ends of lines alone first: what follows a percent sign may be
 * no escape. Invisible signs may part a name or stand between two.
 */
export const READINGS: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(/\\[nrt]/g, ' '),
  (text) => decoded(text, ''),
  (text) => decoded(text, ' '),
];

/** What bytes say where they are text: at least nine signs of ten can be seen. */
function saidBy(bytes: Buffer): string[] {
  return [bytes.toString('utf8'), bytes.toString('utf16le')].filter((text) => {
    const unseen = text.match(/[^\P{C}\n\r\t]|\ufffd/gu)?.length ?? 0;
    return text.length >= 4 && unseen * 10 <= text.length;
  });
}

/** What a run of base64 or hex says, in each way in which it can be read as text. */
export function readableIn(run: string): string[] {
  const parts = run.includes('/') ? [run, ...run.split('/').filter((part) => part.length >= 8)] : [run];
  const said = parts.flatMap((part) => saidBy(Buffer.from(part, 'base64')));
  return /^(?:[0-9a-f]{2})+$/i.test(run) ? [...said, ...saidBy(Buffer.from(run, 'hex'))] : said;
}

/** What may be base64 or hex. Below so many signs any word may, and it is taken for one only where it says a known name. */
export const PACKED = /[A-Za-z0-9+/_-]{8,}={0,2}/g;
export const LONG = 20;
/** So long that nobody reads it, or long and so mixed as what is packed twice, pressed or sealed. */
export const isSealed = (run: string): boolean =>
  run.length > 8_192 || (run.length >= 80 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run));
