/** Signing in, the floor, and acting for a customer. */
import { must, valueOf } from '../stage.ts';
import { ANALYST, FIRST, SENTENCE, TICKET } from './step.ts';
import type { Step } from './step.ts';

export const signIn: Step = {
  title: 'Sign in as an analyst, in the system browser',
  async run(stage) {
    const { hands, workstation } = stage;
    const unlocked = await stage.unlock();
    await workstation.window('signIn');
    await stage.picture('1-sign-in');
    await stage.signIn(
      stage.account(({ name }) => name === ANALYST),
      '2-identity-provider',
    );
    await workstation.window('floor');
    await hands.page.$('input[aria-label="Find a customer"]').waitForDisplayed();
    const { customers } = valueOf(await hands.ask('floor.read', {}), 'the floor can be read');
    must(customers.length === 6, 'the floor has six customers');
    await stage.picture('3-floor');
    return [
      unlocked,
      'The password was typed into the identity provider’s own page; the workstation saw a code, bound to its key.',
      `The floor shows ${customers.length} customers, those that ${ANALYST} has grants for.`,
    ];
  },
};

export const assume: Step = {
  title: `Act for ${FIRST}`,
  async run(stage) {
    const { hands, workstation } = stage;
    await hands.fillAssume({ customer: FIRST, role: 'Investigator', ticket: TICKET, reason: 'beacon seen at the proxy' });
    await stage.picture('3-reason');
    await hands.keys('Enter');
    await workstation.window('workbench', FIRST);
    const seen = new Set<string>();
    await hands.until(
      'the sync',
      async () => {
        const { sync } = await hands.state();
        if (sync.total > 0) seen.add(`${sync.done} of ${sync.total}`);
        return sync.phase === 'ready';
      },
      180_000,
    );
    await hands.page.$('input[data-search]').waitForDisplayed();
    must((await hands.text('.band-sentence')).replaceAll('\n', '') === SENTENCE, 'the band says who acts as whom');
    must(/\d\d:\d\d/.test(await hands.text('.band-left')), 'the band says how much time is left');
    must((await hands.page.getTitle()).includes(`${FIRST} · Investigator`), 'the title names the customer');
    const nodes = await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h.label ORDER BY h.count DESC LIMIT 1', params: {} });
    must(valueOf(nodes, 'a question can be asked').rows.length === 1, 'the slice holds a host');
    await stage.picture('4-acting');
    return [
      `The window says: ${SENTENCE}.`,
      `The slice came in sealed segments and was counted on the way: ${[...seen].at(-1) ?? 'at once'} records.`,
    ];
  },
};
