/** The lines and folders that the tests of connectors share. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Connector, LineResult } from '../../../../hub/ingest/connector.ts';
import type { Seen } from '../../../../hub/ingest/observe.ts';
import type { NodeKind } from '../../../../shared/graph/kinds.ts';
import { checkLawful } from '../../../support/connector-conformance.ts';

const DATA = join(import.meta.dirname, '../../../../..', 'shared/data');
/** Where the real telemetry lies beside the repository; null where it does not: then the tests that need it are skipped. */
export const REAL_EVENTS = existsSync(join(DATA, 'events')) ? join(DATA, 'events') : null;
export const realFile = (...path: string[]): string => join(DATA, ...path);

/** One line alone, without a survey. */
export const readOne = (connector: Connector, line: unknown): LineResult =>
  connector.open('').read(typeof line === 'string' ? line : JSON.stringify(line));

export function seenOf(connector: Connector, line: unknown): Seen {
  const result = readOne(connector, line);
  checkLawful(result);
  if (!('seen' in result)) throw new Error(JSON.stringify(result));
  return result.seen;
}

export const nodeOf = ({ nodes }: Seen, kind: NodeKind) => {
  const node = nodes.find((one) => one.kind === kind);
  expect(node, kind).toBeDefined();
  return node!;
};
