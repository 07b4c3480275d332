/**
 * The built workstation without a hub, on a desk with one lease and one customer's slice: whatever is done in its window is
 * the window's own doing. Keys are in a file that a passphrase seals, on every machine.
 */
import type { Graph } from '../../bench/graph.ts';
import { Hands } from '../../runtime/tour/hands.ts';
import { Workstation } from '../../runtime/tour/workstation.ts';
import type { View } from '../../shared/contract/view.ts';
import { CUSTOMER, PASSPHRASE, leaveLeases, newFolder } from './desk.ts';
import { leaveSlice } from './seed-slice.ts';

/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:9';
/** No keychain is found where this leads nowhere. */
const BUS = 'DBUS_SESSION_BUS_ADDRESS';
const ASSUMED = { grant: CUSTOMER.grant, role: 'investigator', reason: 'a look at all of it', ticket: 'T-1', window: 'here' } as const;
/** Ms that a large canvas may take to come back, on a machine with other work. */
const LONG = 240_000;

export class OfflineDesk {
  readonly hands: Hands;
  readonly #workstation: Workstation;
  readonly #restore: () => void;

  private constructor(workstation: Workstation, restore: () => void) {
    this.hands = new Hands(workstation.page);
    this.#workstation = workstation;
    this.#restore = restore;
  }

  /** Signed in, at the floor. */
  static async open(graph: Graph): Promise<OfflineDesk> {
    const { folder, remove } = newFolder();
    await leaveLeases(folder, { customers: [CUSTOMER] });
    await leaveSlice(folder, CUSTOMER, graph);
    const bus = process.env[BUS];
    const workstation = await Workstation.start(NO_HUB, { [BUS]: 'disabled:' }, folder);
    const desk = new OfflineDesk(workstation, () => {
      if (bus === undefined) delete process.env[BUS];
      else process.env[BUS] = bus;
      remove();
    });
    await workstation.window('unlock');
    await desk.hands.fill('input[name=passphrase]', PASSPHRASE);
    await desk.hands.keys('Enter');
    await workstation.window('signIn');
    // The hub is away: the kept session signs in.
    await desk.hands.ask('identity.signIn', { code: null });
    await workstation.window('floor');
    return desk;
  }

  get drawn(): Promise<number> {
    return this.hands.number('[data-region=canvas]', 'data-nodes');
  }

  /** Opens the customer; resolves when its canvas is as it was left. */
  async enter(): Promise<void> {
    await this.#workstation.window('floor');
    await this.hands.ask('floor.read', {});
    await this.#go('context.assume', ASSUMED);
    await this.#workstation.window('workbench');
    await this.hands.until(
      'the view put back',
      async () => (await this.hands.page.$('[data-loaded]').isExisting()) && (await this.drawn) >= 0,
      LONG,
    );
  }

  /** In an open customer: leaves this canvas behind, and comes back to it. */
  async reopen(view: View): Promise<void> {
    const kept = await this.hands.ask('view.save', { view: JSON.stringify(view) });
    if (!kept.ok) throw new Error(kept.error.text);
    await this.#go('context.leave', {});
    await this.enter();
  }

  async end(): Promise<void> {
    await this.#workstation.end(false);
    this.#restore();
  }

  /** What takes its own page with it has no reply. */
  #go(name: 'context.assume' | 'context.leave', input: object): Promise<unknown> {
    return this.hands.ask(name, input as never).catch(() => undefined);
  }
}
