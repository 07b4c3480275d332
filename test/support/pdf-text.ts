/** Every piece of text in a PDF as a reader would see it, out of its streams; and all that is not text, decompressed. */
import { inflateSync } from 'node:zlib';

interface Part {
  readonly dictionary: string;
  readonly stream: Buffer | null;
}

function partsOf(pdf: Buffer): Map<string, Part> {
  const parts = new Map<string, Part>();
  const text = pdf.toString('latin1');
  for (const { 0: head, 1: id, index } of text.matchAll(/(\d+) 0 obj\s/g)) {
    const from = index + head.length;
    const end = text.indexOf('endobj', from);
    const stream = text.indexOf('stream\n', from);
    if (stream < 0 || stream > end) parts.set(id!, { dictionary: text.slice(from, end), stream: null });
    else {
      const dictionary = text.slice(from, stream);
      const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
      const raw = pdf.subarray(stream + 7, stream + 7 + length);
      parts.set(id!, { dictionary, stream: dictionary.includes('FlateDecode') ? inflateSync(raw) : Buffer.from(raw) });
    }
  }
  return parts;
}

/** Glyph number to sign, of one font. */
function signsOf(map: string): Map<number, string> {
  const signs = new Map<number, string>();
  for (const [, first, list] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
    [...list!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, code], at) => {
      const units = (code!.replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16));
      signs.set(parseInt(first!, 16) + at, String.fromCharCode(...units));
    });
  return signs;
}

export function textOfPdf(pdf: Buffer): { readonly lines: readonly string[]; readonly rest: string; readonly dictionaries: string } {
  const parts = partsOf(pdf);
  const fonts = new Map<string, Map<number, string>>();
  for (const { dictionary } of parts.values())
    for (const [, list] of dictionary.matchAll(/\/Font <<([^>]*)>>/g))
      for (const [, name, id] of list!.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
        const unicode = /\/ToUnicode (\d+) 0 R/.exec(parts.get(id!)?.dictionary ?? '')?.[1];
        const map = unicode === undefined ? null : parts.get(unicode)?.stream;
        if (map) fonts.set(name!, signsOf(map.toString('latin1')));
      }
  const lines: string[] = [];
  for (const { stream } of parts.values()) {
    if (!stream) continue;
    let font = new Map<number, string>();
    for (const [, name, shown] of stream.toString('latin1').matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name) ?? new Map<number, string>();
      else
        lines.push(
          [...shown!.matchAll(/<([0-9a-f]+)>/gi)]
            .flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
            .map((glyph) => font.get(parseInt(glyph, 16)) ?? '\ufffd')
            .join(''),
        );
    }
  }
  const rest = [...parts.values()].map(({ dictionary, stream }) => dictionary + (stream?.toString('latin1') ?? '')).join('\n');
  const dictionaries = [...parts.values()].map(({ dictionary }) => dictionary).join('\n');
  return { lines, rest, dictionaries };
}
