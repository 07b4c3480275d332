/** One stream of lines that fills a demo tenant: simulated, or of a real file. */
import type { Connector } from '../../ingest/connector.ts';

export interface DemoSource {
  /** What a person calls it. */
  readonly name: string;
  readonly connector: Connector;
  /** The same lines each time, so that a run that was cut off goes on where it stopped. */
  lines(): Iterable<string> | AsyncIterable<string>;
}
