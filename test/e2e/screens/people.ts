/** Who walks through the screens, and for whom. */
import type { DemoAccount, Stage } from '../../../runtime/tour/stage.ts';

/** One whose real telemetry holds a supernode. */
export const CUSTOMER = 'Brackwater Clinics';
export const OTHER = 'Corvane Logistics';

export const analyst = (stage: Stage): DemoAccount => stage.account(({ username }) => username === 'mara');

/** On the floor: letters, Enter, and the form is there. */
export async function openForm({ hands }: Stage, customer: string): Promise<void> {
  await hands.fill('input[aria-label="Find a customer"]', customer);
  await hands.keys('Enter');
  await hands.until('focus in the form', () => hands.page.execute(() => document.activeElement?.closest('form.assume') !== null));
}
