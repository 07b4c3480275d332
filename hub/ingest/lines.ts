/** Lines of a file, gzip or plain, one by one and with a bound on each, so that no file can fill the memory. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** Characters of one line; what is longer is given as its first part, which no connector then understands. */
export const LINE_LENGTH = 1_000_000;

/** Lines without their ends (LF or CR LF), empty ones too: numbers count as in an editor. `onBytes` hears of bytes as they lie on the disk. */
export async function* readLines(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<string> {
  const bytes = new PassThrough();
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (onBytes) source.on('data', (chunk) => onBytes(chunk.length));
  const reading = file.endsWith('.gz') ? pipeline(source, createGunzip(), bytes) : pipeline(source, bytes);
  // Its error arrives at the reader of `bytes`; here it only must not count as unhandled.
  reading.catch(() => undefined);
  yield* splitLines(bytes);
  await reading;
}

export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop()!.slice(0, LINE_LENGTH + 1);
    for (const part of parts) yield tidy(part);
  }
  rest += decoder.end();
  if (rest !== '') yield tidy(rest);
}

const tidy = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, LINE_LENGTH + 1);
