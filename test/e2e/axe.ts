/** What axe finds wrong with the page that is shown. Its source goes over the driver: the page itself loads nothing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from '../../runtime/tour/workstation.ts';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface WithAxe {
  readonly axe: { run(): Promise<AxeResults> };
}

/** A line for each element that breaks a rule: the rule, the element, what is wrong. */
export async function violations(page: Page): Promise<string[]> {
  await page.execute(SOURCE);
  return page.execute(async () => {
    const found = await (window as unknown as WithAxe).axe.run();
    return found.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)} (${help})`));
  });
}
