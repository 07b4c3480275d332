/** The first lines of a source, looked at before the first is read. They are held in memory, so that a stream need not be read twice. */
import type { Connector } from './connector.ts';

/** Lines and characters that a survey sees at most. */
const LINES = 20_000;
const LENGTH = 32_000_000;

export type Lines = AsyncIterable<string> | Iterable<string>;

/** What the connector's survey found, and all of the lines. */
export async function surveyed(connector: Connector, source: Lines): Promise<{ readonly found: string; readonly lines: Lines }> {
  const survey = connector.survey?.();
  if (!survey) return { found: '', lines: source };
  const { head, lines } = await peeked(source, LINES);
  for (const line of head) survey.look(line);
  return { found: survey.found(), lines };
}

/** The first lines, at most so many, and all of the lines. */
export async function peeked(source: Lines, most: number): Promise<{ readonly head: readonly string[]; readonly lines: Lines }> {
  const head: string[] = [];
  const rest = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  for (let length = 0; head.length < most && length < LENGTH;) {
    const { done, value } = await rest.next();
    if (done) return { head, lines: head };
    head.push(value);
    length += value.length;
  }
  return { head, lines: joined(head, rest) };
}

async function* joined(head: readonly string[], rest: AsyncIterator<string> | Iterator<string>): AsyncGenerator<string> {
  try {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    // A source that is left half-way is closed.
    await rest.return?.();
  }
}
