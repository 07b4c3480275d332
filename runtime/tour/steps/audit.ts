/** What the customers see: the one in whose name it was done, all of it; another, nothing. */
import type { AuditLine } from '../../../shared/contract/audit.ts';
import type { Hands } from '../hands.ts';
import { must, valueOf } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { ANALYST, FIRST, SECOND, SENTENCE, TICKET } from './step.ts';
import type { Step } from './step.ts';

const STEPS = ['context.assume', 'graph.search', 'graph.counts', 'graph.expand', 'graph.timeline', 'graph.query'];

async function wholeLog(hands: Hands): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  for (let before: number | null = null; ;) {
    const page: AuditLine[] = valueOf(await hands.ask('audit.tenant', { before, limit: 200 }), 'the lead can read the log').lines;
    lines.push(...page);
    if (page.length < 200) return lines;
    before = page.at(-1)!.position;
  }
}

async function signInAsLead(stage: Stage, customer: string): Promise<void> {
  await stage.workstation.window('signIn');
  await stage.signIn(stage.lead(customer));
  await stage.workstation.window('audit', customer);
  await stage.hands.page.$('#audit-log [role=row]').waitForExist();
}

export const audit: Step = {
  title: `Sign in as ${FIRST}’s security lead in a second window, then as another customer’s`,
  async run(stage) {
    const { hands, workstation } = stage;
    await hands.menu('Sign in another person');
    await signInAsLead(stage, FIRST);
    const lines = await wholeLog(hands);
    const theirs = lines.filter(({ who }) => who === SENTENCE);
    for (const action of STEPS) {
      for (const phase of ['intent', 'outcome'])
        must(
          theirs.some((line) => line.action === action && line.phase === phase),
          `the log holds the ${phase} of ${action}`,
        );
    }
    must(
      theirs.some(({ text }) => text?.includes(TICKET)),
      'the log holds the ticket',
    );
    must(
      theirs.some(({ offline }) => offline),
      'what was done without the hub says so',
    );
    await stage.picture('11-audit');
    await hands.menu('Sign out');
    await signInAsLead(stage, SECOND);
    const others = JSON.stringify(await wholeLog(hands));
    must(!others.includes(ANALYST) && !others.includes(TICKET) && !others.includes(FIRST), `${SECOND} sees nothing of it`);
    await stage.picture('12-another-customer');
    await hands.menu('Sign out');
    await workstation.window('signIn');
    await hands.page.closeWindow();
    return [
      `${FIRST}’s lead sees ${theirs.length} records in the sentence ${SENTENCE}: every step, each with intent and outcome.`,
      `${SECOND}’s lead sees nothing of them.`,
    ];
  },
};
