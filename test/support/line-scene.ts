/** A demo hub behind a line whose quality a test chooses, on a database server of its own, for the tests of one file; and desks at it. */
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import type { Clock } from '../../electron/clock.ts';
import type { Result } from '../../shared/errors.ts';
import { PASSPHRASE, startDesk, until } from './desk.ts';
import type { TestDesk } from './desk.ts';
import { personAtDemo, startDemoHub } from './demo-hub.ts';
import type { DemoHub } from './demo-hub.ts';
import { GOOD, LossyNetwork } from './lossy-network.ts';
import { postgresKinds, startPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';

/** Its parts are there once the file's tests begin; each test begins with a good line. */
export class LineScene {
  server!: TestPostgres;
  line!: LossyNetwork;
  hub!: DemoHub;

  constructor() {
    beforeAll(async () => {
      this.server = await startPostgres(postgresKinds().at(-1)!);
      this.line = await LossyNetwork.open();
      this.hub = await startDemoHub({ database: this.server.url('postgres'), publicUrl: this.line.url });
      this.line.leadTo(this.hub.localUrl);
    }, 240_000);
    afterAll(async () => {
      await this.hub?.stop();
      await this.line?.close();
      await this.server?.stop();
    });
    beforeEach(() => void (this.line.quality = GOOD));
  }

  /** A new desk whose analyst sees the floor. */
  async onFloor(clock: Clock, folder: string): Promise<TestDesk> {
    const on = await startDesk({ folder, hubUrl: this.hub.url, clock, openBrowser: personAtDemo(this.hub.account('mara')) });
    onTestFinished(() => on.desk.end());
    value(await on.act('identity.unlock', { passphrase: PASSPHRASE }));
    await until(() => on.desk.connection.online);
    await on.act('identity.signIn', { code: null });
    await until(() => on.window().screen === 'floor', 20_000);
    return on;
  }

  /** Enters a customer over a line of this quality. */
  async enter(on: TestDesk, quality = this.line.quality): Promise<void> {
    const { customers } = value(await on.act('floor.read', {}));
    const { grant } = customers.find(({ mark }) => mark.name === 'Alder Works')!;
    this.line.quality = quality;
    await on.act('context.assume', { grant, role: 'investigator', reason: 'a test', ticket: 'T-1', window: 'here' });
    await until(() => on.window().context !== null, 20_000);
  }
}

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
};
