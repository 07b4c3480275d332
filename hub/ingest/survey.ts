/** The first lines of a source, looked at before the first is read. They are held in memory, so that a stream need not be read twice. */
import type { Connector } from './connector.ts';

/** Lines and characters that a survey sees at most. */
const LINES = 20_000;
const LENGTH = 32_000_000;

export type Lines = AsyncIterable<string> | Iterable<string>;

/** What the connector's survey found, and all of the lines. */
export async function surveyed(connector: Connector, lines: Lines): Promise<{ readonly found: string; readonly lines: Lines }> {
  const survey = connector.survey?.();
  if (!survey) return { found: '', lines };
  const head: string[] = [];
  const rest = iterator(lines);
  let ended = false;
  for (let length = 0; head.length < LINES && length < LENGTH;) {
    const { done, value } = await rest.next();
    if (done) {
      ended = true;
      break;
    }
    head.push(value);
    length += value.length;
    survey.look(value);
  }
  return { found: survey.found(), lines: joined(head, rest, ended) };
}

async function* joined(head: readonly string[], rest: AsyncIterator<string> | Iterator<string>, ended: boolean): AsyncGenerator<string> {
  try {
    yield* head;
    while (!ended) {
      const { done, value } = await rest.next();
      if (done) return;
      yield value as string;
    }
  } finally {
    // A source that is left half-way is closed.
    await rest.return?.();
  }
}

const iterator = (lines: Lines): AsyncIterator<string> | Iterator<string> =>
  Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
