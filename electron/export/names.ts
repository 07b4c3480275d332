/**
 * Who and what the customer has besides what is exported, so that notes name nobody: users, cloud identities and hosts of the
 * slice, and their domains. All of them, or there is no export with pseudonyms: a name that is not known here stays.
 */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Names } from './redact.ts';

type Ask = (question: ActionParsed<'graph.query'>) => Promise<Result<ActionOutput<'graph.query'>>>;

/** Names of one kind at most. */
const MOST = 50_000;

const FIELDS = ['user.label', 'principal.label', 'host.label', 'user.domain', 'host.domain'] as const;
type Field = (typeof FIELDS)[number];

export async function namesOf(ask: Ask, most = MOST): Promise<Result<Names>> {
  const found = new Map<Field, readonly string[]>();
  for (const field of FIELDS) {
    const names = await allOf(ask, field, most);
    if (!names.ok) return names;
    found.set(field, names.value);
  }
  const of = (...fields: Field[]): string[] => fields.flatMap((field) => found.get(field) ?? []);
  return ok({ users: of('user.label', 'principal.label'), hosts: of('host.label'), domains: of('user.domain', 'host.domain') });
}

async function allOf(ask: Ask, field: Field, most: number): Promise<Result<string[]>> {
  const [kind, name] = field.split('.');
  const text = `MATCH (n:${kind}) WHERE n.${name} > $after RETURN DISTINCT n.${name} ORDER BY n.${name} LIMIT ${LIMITS.rows}`;
  const found: string[] = [];
  for (let after = ''; ;) {
    const page = await ask({ text, params: { after } });
    if (!page.ok) return page;
    const names = page.value.rows.map(([value]) => String(value));
    found.push(...names);
    if (names.length < LIMITS.rows) return ok(found);
    const last = names.at(-1)!;
    if (found.length >= most || last === after) return fail('limit', tooMany(kind!, most));
    after = last;
  }
}

const tooMany = (kind: string, most: number) => ({
  text: `This customer has more than ${most.toLocaleString('en')} names of one kind (${kind}): not all can be replaced, so nothing was exported.`,
  next: 'Ask somebody who may export with names, and take them out by hand.',
});
