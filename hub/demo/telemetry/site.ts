/**
 * A simulated customer's machines and people. All customers have the same names of machines and the same private addresses,
 * as customers do: what keeps them apart is the tenant and nothing else. Domains end in `.example` and public addresses are
 * of the ranges for documentation (RFC 2606, RFC 5737), so that nothing here exists.
 */
import type { DemoTenant } from '../tenants.ts';
import { newChance } from './chance.ts';

export interface Account {
  readonly domain: string;
  readonly name: string;
  readonly sid: string;
}

export interface SiteHost {
  readonly name: string;
  /** As the events write it. */
  readonly fullName: string;
  readonly address: string;
  /** An old server has no Sysmon: only its Security log speaks. */
  readonly sysmon: boolean;
}

export interface Site {
  readonly tenant: DemoTenant;
  readonly controller: SiteHost;
  readonly files: SiteHost;
  readonly database: SiteHost;
  readonly desks: readonly { readonly host: SiteHost; readonly user: Account }[];
  readonly admin: Account;
  /** AWS account number; null for a customer without a cloud. */
  readonly cloud: string | null;
  readonly attacker: { readonly control: string; readonly address: string; readonly drop: string; readonly dropAddress: string };
}

const DESKS = ['WS-ACCT-01', 'WS-ACCT-02', 'WS-ACCT-03', 'WS-HR-01', 'WS-HR-02', 'WS-SALES-01', 'WS-SALES-02', 'WS-IT-01'];
const FIRST = [
  'ana',
  'bela',
  'chidi',
  'dara',
  'emil',
  'farah',
  'goran',
  'hana',
  'ines',
  'jonas',
  'kemal',
  'lena',
  'marek',
  'noor',
  'odile',
  'petra',
];
const LAST = [
  'abara',
  'brandt',
  'costa',
  'dvorak',
  'eriksen',
  'fontaine',
  'gupta',
  'horvat',
  'ivanova',
  'jansen',
  'keller',
  'lindqvist',
  'moreau',
];
/** Two campaigns against six customers: the same names turn up at several of them. */
const ATTACKERS = [
  { control: 'cdn-telemetry.example', address: '203.0.113.24', drop: 'paste-box.example', dropAddress: '198.51.100.77' },
  { control: 'update-msedge.example', address: '198.51.100.140', drop: 'cloud-drop.example', dropAddress: '203.0.113.201' },
];
const WITH_CLOUD = ['alder', 'corvane', 'eskfell'];

export function siteOf(tenant: DemoTenant): Site {
  const chance = newChance(`site ${tenant.key}`);
  const short = tenant.key.toUpperCase();
  const authority = `S-1-5-21-${chance.between(1e8, 4e9)}-${chance.between(1e8, 4e9)}-${chance.between(1e8, 4e9)}`;
  const account = (name: string, number: number): Account => ({ domain: short, name, sid: `${authority}-${number}` });
  const host = (name: string, last: number, sysmon = true): SiteHost => ({
    name,
    fullName: `${name}.${tenant.key}.example`,
    address: `10.0.0.${last}`,
    sysmon,
  });
  const names = new Set<string>();
  while (names.size < DESKS.length) names.add(`${chance.pick(FIRST)}.${chance.pick(LAST)}`);
  const people = [...names].map((name, index) => account(name, 1_101 + index));
  return {
    tenant,
    controller: host('DC-01', 10),
    files: host('FS-01', 11),
    database: host('SQL-01', 12, false),
    desks: DESKS.map((name, index) => ({ host: host(name, 21 + index), user: people[index]! })),
    admin: account('svc-deploy', 1_150),
    cloud: WITH_CLOUD.includes(tenant.key) ? String(chance.between(100_000_000_000, 999_999_999_999)) : null,
    attacker: chance.pick(ATTACKERS),
  };
}
