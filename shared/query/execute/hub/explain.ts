/** How the hub goes over a pattern: its shape in SQL over what stands in clear, the rest after the sealed values are opened. */
import type { HubBackend } from '../../backend.ts';
import type { Operator } from '../../plan/operator.ts';
import type { Slot } from '../../plan/plan.ts';
import { parameter } from '../../sql/statement.ts';
import type { Ways } from '../explain.ts';
import type { Walked } from '../program.ts';
import { boundBy, sayOf } from './shape.ts';

export const hubWays = (slots: readonly Slot[], backend: HubBackend): Ways => ({
  match: (operators) => matchWays(operators, slots, backend),
  records: 'after opening sealed values',
  tenant: 'bound to the tenant of the context: it stands in every table of every statement, which runs as the tenant’s own login role',
});

function matchWays(operators: readonly Walked[], slots: readonly Slot[], backend: HubBackend): Map<Operator, string> {
  const bound = boundBy(operators);
  const ways = new Map<Operator, string>();
  for (const operator of operators) {
    if (operator.op === 'scan') ways.set(operator, 'SQL: rows of node by tenant and kind, in one statement with the steps behind it');
    if (operator.op === 'expand')
      ways.set(
        operator,
        operator.hops
          ? 'SQL: a recursive join on edge, in the same statement'
          : 'SQL: a join on edge by tenant and end, in the same statement',
      );
    if (operator.op === 'shortest') ways.set(operator, 'SQL: one statement a level, from both ends at once');
    if (operator.op !== 'filter') continue;
    const { said, test } = sayOf(operator, slots, bound, backend, parameter(backend.tenant));
    ways.set(
      operator,
      said
        ? 'SQL: over what stands in clear'
        : test
          ? 'SQL: the blind index of labels, and again after opening sealed values'
          : 'after opening sealed values',
    );
  }
  return ways;
}
