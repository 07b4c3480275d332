/** The hub is killed; work goes on; it comes back, and what was recorded meanwhile reaches it. */
import { must } from '../stage.ts';
import { investigateAgain } from './investigate.ts';
import type { Step } from './step.ts';

export const offline: Step = {
  title: 'Kill the hub, keep working, start it again',
  async run(stage) {
    const { hands, hub } = stage;
    await hub.end('SIGKILL');
    await hands.until('the window notices', async () => !(await hands.state()).hub.online, 60_000);
    const worked = await investigateAgain(stage);
    const { audit } = await hands.state();
    must(audit.unsent > 0, 'records wait on the desk');
    must((await hands.text('[data-status=hub]')).includes('Keep working'), 'the status bar says until when one can work');
    await stage.picture('9-offline');
    await hub.restart();
    await hands.until('the queue drains', async () => (await hands.state()).audit.unsent === 0, 90_000);
    await stage.picture('10-online-again');
    return [...worked, `${audit.unsent} records waited in the desk’s outbox and went out when the hub was back; none is left.`];
  },
};
