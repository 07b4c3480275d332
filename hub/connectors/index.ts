/** The connectors by name, and which of them a source is for. */
import type { LineConnector } from '../ingest/observe.ts';
import { cloudtrail, isCloudtrail } from './cloudtrail.ts';
import { parseObject } from './fields.ts';
import { isWindows, windows } from './windows.ts';

export const CONNECTORS = Object.freeze({ windows, cloudtrail }) satisfies Readonly<Record<string, LineConnector>>;
export type ConnectorName = keyof typeof CONNECTORS;

const FITS = Object.freeze({ windows: isWindows, cloudtrail: isCloudtrail }) satisfies Record<ConnectorName, unknown>;

/**
 * By what its first lines are, never by its name. null when fewer than half of the lines that are not empty fit one kind:
 * nothing is guessed.
 */
export function recognise(lines: readonly string[]): ConnectorName | null {
  const written = lines.filter((line) => line.trim() !== '');
  const objects = written.map(parseObject).filter((fields) => fields !== null);
  for (const name of Object.keys(FITS) as ConnectorName[]) {
    const fitting = objects.filter(FITS[name]).length;
    if (fitting > 0 && fitting * 2 >= written.length) return name;
  }
  return null;
}
