/**
 * A process with a part of the simulated floor. It is told how many workstations to have and for how long to let them work, and
 * answers with how long each kind of work took and what was refused.
 */
import { setTimeout as rest } from 'node:timers/promises';
import { errorOf } from '../../shared/errors.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { ARRIVALS_MS, PACE, VISITORS } from './orders.ts';
import type { FloorOrder, FloorReport, Kind } from './orders.ts';
import { Workstation } from './workstation.ts';

/** Sign-ins under way at once. */
const ENTRANCES = 4;

const floor: Workstation[] = [];
/** Whoever came to the door, let in or not. */
let entered = 0;
/** Where the slices stand that a desk has when its person comes. */
let yesterday: ReadonlyMap<TenantId, string> | null = null;

const perKind = (): Record<Kind, number[]> => ({ signIn: [], pivot: [], feed: [], query: [], action: [], arrival: [], firstSync: [] });

async function perform({ url, accounts, count, ms, firstVisit }: FloorOrder): Promise<FloorReport> {
  const [took, brought] = [perKind(), perKind()];
  const refused: Record<string, number> = {};
  const begun = process.cpuUsage();
  /** Null: refused. A number is how many records it brought. */
  const timed = async <T>(kind: Kind, work: () => Promise<T>): Promise<T | null> => {
    const start = performance.now();
    try {
      const made = await work();
      if (typeof made === 'number') brought[kind].push(made);
      took[kind].push(performance.now() - start);
      return made;
    } catch (error) {
      const what = `${kind}: ${errorOf(error).code}`;
      refused[what] = (refused[what] ?? 0) + 1;
      return null;
    }
  };
  const enter = async (): Promise<void> => {
    // Who is refused does not try again: the report says so.
    while (entered < count) {
      const at = entered++;
      await timed('signIn', async () => {
        const station = await Workstation.signIn(url, accounts[at]!, at, yesterday!);
        await station.pivot();
        floor.push(station);
      });
    }
  };
  yesterday ??= await (await Workstation.signIn(url, accounts[0]!, 0)).visitAll();
  await Promise.all(Array.from({ length: ENTRANCES }, enter));

  const end = performance.now() + ms;
  const arrive = async (): Promise<void> => {
    for (let at = performance.now() + firstVisit, visitor = 0; at < end; at += ARRIVALS_MS, visitor++) {
      await rest(Math.max(0, at - performance.now()));
      const station = await timed('arrival', () => Workstation.signIn(url, accounts.at(-1 - (visitor % VISITORS))!, 0));
      if (station) await timed('firstSync', () => station.firstSync());
    }
  };
  const work = async (station: Workstation, kind: keyof typeof PACE, call: (of: Workstation) => Promise<number | void>): Promise<void> => {
    // Nobody begins at the same moment.
    let next = performance.now() + Math.random() * PACE[kind];
    while (next < end) {
      await rest(Math.max(0, next - performance.now()));
      await timed(kind, () => call(station));
      next = Math.max(next + PACE[kind], performance.now());
    }
  };
  if (ms > 0)
    await Promise.all([
      arrive(),
      ...floor.flatMap((station) => [
        work(station, 'pivot', (one) => one.pivot()),
        work(station, 'feed', (one) => one.freshen()),
        work(station, 'query', (one) => one.query()),
        work(station, 'action', (one) => one.act()),
      ]),
    ]);
  const { user, system } = process.cpuUsage(begun);
  return { took, brought, refused, cpu: (user + system) / 1_000_000 };
}

process.on('message', (order: FloorOrder) => void perform(order).then((report) => process.send!(report)));
process.on('disconnect', () => process.exit(0));
