/** The simulator repeats itself, tells a whole story, and gives customers the same names on purpose. */
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../../../hub/connectors/index.ts';
import { DEMO_TENANTS } from '../../../../../hub/demo/tenants.ts';
import type { DemoTenant } from '../../../../../hub/demo/tenants.ts';
import { simulatedSources } from '../../../../../hub/demo/telemetry/simulate.ts';
import type { DemoSource } from '../../../../../hub/demo/telemetry/source.ts';
import type { Seen } from '../../../../../hub/ingest/observe.ts';
import { checkLawful, readAll } from '../../../../support/connector-conformance.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 4, 20, 14, 3);
const [alder, brack] = DEMO_TENANTS as readonly DemoTenant[] as readonly [DemoTenant, DemoTenant];

const linesOf = (source: DemoSource): string[] => [...(source.lines() as Iterable<string>)];
/** What the connectors make of everything that is simulated for a tenant; read once. */
const read = new Map<string, { readonly connector: string; readonly seen: readonly Seen[] }[]>();
function seenAt(tenant: DemoTenant): { readonly connector: string; readonly seen: readonly Seen[] }[] {
  const known = read.get(tenant.key);
  if (known) return known;
  const sources = simulatedSources(tenant, { now: NOW }).map((source) => ({
    connector: source.connector.name,
    seen: readAll(source.connector, linesOf(source)).map((result) => {
      checkLawful(result);
      if (!('seen' in result)) throw new Error(JSON.stringify(result));
      return result.seen;
    }),
  }));
  read.set(tenant.key, sources);
  return sources;
}
const sentencesOf = (seen: readonly Seen[]): Set<string> =>
  new Set(seen.flatMap(({ nodes, edges }) => edges.map(({ kind, src, dst }) => `${nodes[src]!.label} ${kind} ${nodes[dst]!.label}`)));

describe('the simulator', () => {
  test('writes the same lines for the same day, whenever it is asked, and others for another customer or day', () => {
    const text = (tenant: DemoTenant, now: number): string => simulatedSources(tenant, { now }).flatMap(linesOf).join('\n');
    const first = text(alder, NOW);
    expect(text(alder, NOW + 9 * 3_600_000)).toBe(first);
    const [source] = simulatedSources(alder, { now: NOW });
    expect(linesOf(source!)).toEqual(linesOf(source!));
    expect(text(brack, NOW)).not.toBe(first);
    expect(text(alder, NOW + DAY)).not.toBe(first);
  });

  test('fills eight days before today, a few thousand lines a customer, more with a greater scale', () => {
    for (const tenant of DEMO_TENANTS) {
      const seen = seenAt(tenant).flatMap((source) => source.seen);
      expect(seen.length).toBeGreaterThan(3_000);
      expect(seen.length).toBeLessThan(8_000);
      const times = seen.map(({ time }) => time);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.UTC(2026, 4, 12));
      expect(Math.max(...times)).toBeLessThan(Date.UTC(2026, 4, 20));
    }
    const lines = (scale: number): number => simulatedSources(alder, { now: NOW, scale }).flatMap(linesOf).length;
    expect(lines(4)).toBeGreaterThan(2 * lines(1));
    expect(lines(0.1)).toBeLessThan(lines(1) / 2);
  });

  test('each source is recognised as what it says it is', () => {
    for (const tenant of DEMO_TENANTS)
      for (const source of simulatedSources(tenant, { now: NOW }))
        expect(recognise(linesOf(source).slice(0, 20))).toEqual({ connector: source.connector });
  });

  test.each(DEMO_TENANTS)('tells the intrusion at $name from the mail to the theft', (tenant) => {
    const said = sentencesOf(seenAt(tenant).flatMap(({ connector, seen }) => (connector === 'windows' ? seen : [])));
    for (const sentence of [
      'OUTLOOK.EXE SPAWNED WINWORD.EXE',
      'WINWORD.EXE SPAWNED powershell.exe',
      'powershell.exe WROTE TelemetryHost.dll',
      'powershell.exe SPAWNED rundll32.exe',
      'rundll32.exe LOADED TelemetryHost.dll',
      'cmd.exe SPAWNED whoami.exe',
      'rundll32.exe INJECTED svchost.exe',
      'rundll32.exe ACCESSED lsass.exe',
      'rundll32.exe WROTE lsass.dmp',
      `${tenant.key.toUpperCase()}\\svc-deploy FAILED_LOGON FS-01`,
      `${tenant.key.toUpperCase()}\\svc-deploy LOGGED_ON FS-01`,
      'services.exe SPAWNED PSEXESVC.exe',
      'PSEXESVC.exe SPAWNED cmd.exe',
      'WmiPrvSE.exe SPAWNED cmd.exe',
      'cmd.exe RAN_ON SQL-01',
      'rclone.exe RAN_ON FS-01',
      'cmd.exe DELETED q.7z',
    ])
      expect(said).toContain(sentence);
    expect([...said].some((one) => /^rundll32\.exe CONNECTED (203\.0\.113|198\.51\.100)\.\d+$/.test(one))).toBe(true);
    expect([...said].some((one) => /^rclone\.exe RESOLVED .+\.example$/.test(one))).toBe(true);
  });

  test('a cloud customer sees a stolen key become an administrator', () => {
    const cloud = DEMO_TENANTS.flatMap(seenAt).filter(({ connector }) => connector === 'cloudtrail');
    expect(cloud).toHaveLength(3);
    for (const { seen } of cloud) {
      const said = sentencesOf(seen);
      expect([...said]).toEqual(expect.arrayContaining(['deploy ASSUMED admin', 'admin CALLED secretsmanager.amazonaws.com']));
      const thief = seen.find(({ nodes }) => nodes.some(({ label }) => label === 'admin'))!.nodes.find(({ kind }) => kind === 'address')!;
      expect([...said]).toEqual(expect.arrayContaining([`deploy USED_ADDRESS ${thief.label}`, `admin USED_ADDRESS ${thief.label}`]));
    }
  });

  test('customers share the names of machines and private addresses, and no account', () => {
    const named = (kind: 'host' | 'address' | 'user', tenant: DemoTenant): Set<string> =>
      new Set(
        seenAt(tenant)
          .flatMap(({ seen }) => seen)
          .flatMap(({ nodes }) => nodes.filter((node) => node.kind === kind && !node.label.includes('(')).map(({ label }) => label)),
      );
    const [mine, theirs] = [named('host', alder), named('host', brack)];
    expect(mine).toEqual(theirs);
    expect(mine).toContain('WS-ACCT-03');
    const isPrivate = (address: string): boolean => address.startsWith('10.');
    expect([...named('address', alder)].filter(isPrivate).sort()).toEqual([...named('address', brack)].filter(isPrivate).sort());
    const people = (tenant: DemoTenant) => [...named('user', tenant)].filter((name) => name.includes('\\'));
    expect(people(alder).filter((name) => people(brack).includes(name))).toEqual([]);
  });
});
