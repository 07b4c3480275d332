/**
 * The XML of one Windows (or Linux Sysmon) event, which some sources carry as text. It has one shape, written by Windows
 * itself: `<Data Name="…">text</Data>` inside `<EventData>`, and a few elements of `<System>`. So what is read is that
 * shape and no more: no document type, no entity but the five of XML and numbers, nothing that reaches outside.
 */
import type { Fields } from './fields.ts';

/** Fields of one event: an event of Windows has some dozen. */
const MOST = 200;

/** The named values of `<EventData>`; null when the text is none or was cut off. */
export function eventData(xml: string): Fields | null {
  const text = xml.trim();
  if (!/^<(?:EventData|Event)[\s>]/.test(text) || !/<\/(?:EventData|Event)>$/.test(text)) return null;
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [, name, value = ''] of text.matchAll(/<Data Name="([^"<>]{1,200})"\s*(?:\/>|>([^<]*)<\/Data>)/g)) {
    if (++count > MOST) break;
    fields[plain(name!)] = plain(value);
  }
  return fields;
}

/** Text of an element of `<System>`, or one of its attributes; '' when it is absent. */
export function systemText(xml: string, element: 'EventID' | 'Channel' | 'Computer'): string {
  return plain(new RegExp(`<${element}(?:\\s[^<>]*)?>([^<]*)</${element}>`).exec(xml)?.[1] ?? '');
}
export const systemTime = (xml: string): string => plain(/<TimeCreated SystemTime="([^"<>]*)"/.exec(xml)?.[1] ?? '');

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Some senders of syslog write a space where an entity's semicolon was (`&quot SELECT`): it is taken for the semicolon. */
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos))[; ]/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()]!;
    const code = decimal !== undefined ? Number(decimal) : parseInt(hex!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
