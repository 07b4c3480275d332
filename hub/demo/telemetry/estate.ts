/** The simulated machines of a customer while the simulation runs, and what takes two of them. */
import type { Chance } from './chance.ts';
import { newMachine } from './machine.ts';
import type { LogLine, Machine, Process } from './machine.ts';
import type { Account, Site } from './site.ts';

export interface Desk {
  readonly machine: Machine;
  readonly user: Account;
}

export interface Estate {
  readonly site: Site;
  readonly chance: Chance;
  readonly controller: Machine;
  readonly files: Machine;
  readonly database: Machine;
  readonly desks: readonly Desk[];
}

export function newEstate(site: Site, chance: Chance, booted: number, log: LogLine[]): Estate {
  const machine = (host: Site['files']): Machine => newMachine(host, booted, chance, log);
  return {
    site,
    chance,
    controller: machine(site.controller),
    files: machine(site.files),
    database: machine(site.database),
    desks: site.desks.map(({ host, user }) => ({ machine: machine(host), user })),
  };
}

/** A process of one machine logs on to another over the network; both sides see it. */
export function reach(time: number, from: Machine, process: Process, to: Machine, port: number, account: Account): void {
  from.connect(time, process, { address: to.host.address, port });
  to.accept(time + 15, port === 445 ? to.system : to.svchost, from.host.address, port);
  to.logOn(time + 40, account, 3, from.host.address);
}
