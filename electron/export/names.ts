/** Who and what the customer has besides what is exported, so that notes name nobody: users, cloud identities and hosts of the slice. */
import type { Result } from '../../shared/errors.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Names } from './redact.ts';

type Ask = (question: ActionParsed<'graph.query'>) => Promise<Result<ActionOutput<'graph.query'>>>;

/** Names of one kind at most. */
const MOST = 50_000;

export async function namesOf(ask: Ask): Promise<Result<Names>> {
  const found: Record<'user' | 'principal' | 'host', string[]> = { user: [], principal: [], host: [] };
  for (const kind of ['user', 'principal', 'host'] as const) {
    let after = '';
    while (found[kind].length < MOST) {
      const text = `MATCH (n:${kind}) WHERE n.label > $after RETURN n.label ORDER BY n.label LIMIT ${LIMITS.rows}`;
      const page = await ask({ text, params: { after } });
      if (!page.ok) return page;
      const labels = page.value.rows.map(([label]) => String(label));
      found[kind].push(...labels);
      if (labels.length < LIMITS.rows || labels.at(-1) === after) break;
      after = labels.at(-1)!;
    }
  }
  return { ok: true, value: { users: [...found.user, ...found.principal], hosts: found.host } };
}
