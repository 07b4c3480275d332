/** What axe finds wrong with the page that is shown. Its source goes over the driver: the page itself loads nothing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from '../../runtime/tour/workstation.ts';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface WithAxe {
  readonly axe: { run(options: RunOptions): Promise<AxeResults> };
}

/** A line for each element that breaks a rule (one of `rules`, or any): the rule, the element, what is wrong. */
export async function violations(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  if (!(await page.execute(() => 'axe' in window))) await page.execute(SOURCE);
  return page.execute(
    async (names: string[] | null) => {
      const found = await (window as unknown as WithAxe).axe.run(names ? { runOnly: names } : {});
      return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} (${help}; ${any.map(({ message }) => message).join(' ')})`),
      );
    },
    rules && [...rules],
  );
}
