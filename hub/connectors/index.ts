/** The connectors by name, and which of them a source is for. A new one is added here, and everything else finds it. */
import type { Connector } from '../ingest/connector.ts';
import { apache } from './apache.ts';
import { auditd } from './auditd.ts';
import { cloudtrail } from './cloudtrail.ts';
import { ocsf } from './ocsf.ts';
import { saas } from './saas.ts';
import { suricata } from './suricata.ts';
import { sysmonLinux } from './sysmon-linux.ts';
import { vmconnection } from './vmconnection.ts';
import { windows } from './windows.ts';
import { zeek } from './zeek.ts';

const ALL = [
  windows,
  cloudtrail,
  zeek,
  suricata,
  sysmonLinux,
  ocsf,
  auditd,
  vmconnection,
  apache,
  saas,
] as const satisfies readonly Connector[];

export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(ALL.map((connector) => [connector.name, connector]));

/** Lines by which a source is recognised. */
export const FIRST_LINES = 50;

export type Recognised = { readonly connector: Connector } | { readonly why: string };

/**
 * By what its first lines are, never by its name: the connector that half of the lines with something in them fit, and no other
 * as many. Otherwise why not, in words without a line's content: nothing is guessed.
 */
export function recognise(lines: readonly string[], among: Iterable<Connector> = ALL): Recognised {
  const written = lines.filter((line) => line.trim() !== '');
  if (written.length === 0) return { why: 'it is empty' };
  const fitting = [...among]
    .map((connector) => ({ connector, lines: connector.fits(written) }))
    .filter(({ lines: count }) => count > 0)
    .sort((a, b) => b.lines - a.lines);
  const [first, second] = fitting;
  if (!first) return { why: `none of its first ${written.length} lines is of a format that a connector reads` };
  if (first.lines * 2 < written.length || second?.lines === first.lines)
    return {
      why: `of its first ${written.length} lines ${fitting.map(({ connector, lines: count }) => `${count} look like ${connector.name}`).join(', ')}`,
    };
  return { connector: first.connector };
}
