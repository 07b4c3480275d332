/** The simulator: ordinary days and an emulated intrusion for a demo tenant, the same for the same day on every machine. */
import { cloudtrail } from '../../connectors/cloudtrail.ts';
import { windows } from '../../connectors/windows.ts';
import type { DemoTenant } from '../tenants.ts';
import { newChance } from './chance.ts';
import { cloudDays } from './cloud-days.ts';
import { newEstate } from './estate.ts';
import { breakIn, carryOff, spread } from './intrusion.ts';
import type { LogLine } from './machine.ts';
import { ordinaryDay } from './ordinary.ts';
import { siteOf } from './site.ts';
import type { DemoSource } from './source.ts';

const DAY = 86_400_000;
const DAYS = 8;
/** Things that a person does in a day, at scale 1. */
const ACTS = 8;

export interface SimulationOptions {
  /** Unix ms; everything happens in the eight UTC days before the one that holds it. */
  readonly now: number;
  /** How busy people are: 1 makes some 5,000 lines a tenant. */
  readonly scale?: number;
}

/** Windows events, and CloudTrail for the customers that have a cloud. */
export function simulatedSources(tenant: DemoTenant, { now, scale = 1 }: SimulationOptions): DemoSource[] {
  const site = siteOf(tenant);
  const today = Math.floor(now / DAY) * DAY;
  const midnights = Array.from({ length: DAYS }, (_, index) => today - (DAYS - index) * DAY);
  const acts = Math.max(1, Math.round(ACTS * scale));
  const seed = `${tenant.key} ${today}`;

  const events = (): string[] => {
    const log: LogLine[] = [];
    const estate = newEstate(site, newChance(`windows ${seed}`), midnights[0]!, log);
    const days = midnights.map((midnight) => ordinaryDay(estate, midnight, acts));
    const victim = estate.chance.below(site.desks.length - 1);
    const foothold = breakIn(estate, days[DAYS - 3]![victim]!, midnights[DAYS - 3]!);
    carryOff(estate, spread(estate, foothold, midnights[DAYS - 2]!), midnights[DAYS - 1]!);
    return inOrder(log);
  };
  const sources: DemoSource[] = [{ name: 'Windows events (simulated)', connector: windows, lines: events }];
  const { cloud } = site;
  if (cloud !== null) {
    const lines = (): string[] => inOrder(cloudDays({ ...site, cloud }, newChance(`cloud ${seed}`), midnights, acts));
    sources.push({ name: 'AWS CloudTrail (simulated)', connector: cloudtrail, lines });
  }
  return sources;
}

const inOrder = (log: readonly LogLine[]): string[] => [...log].sort((a, b) => a.time - b.time).map(({ text }) => text);
