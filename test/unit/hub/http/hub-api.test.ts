/** What docs/HUB-API.md says of each route is what the table of routes says: who may ask, with which fields, and what comes back. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { HUB_LIMITS } from '../../../../hub/http/parts.ts';
import { ALL_ROUTES, JSON_TYPE, ROUTES, needsProtocol } from '../../../../hub/http/route-table.ts';
import type { Route } from '../../../../hub/http/route-table.ts';
import { HUB_OPERATIONS } from '../../../../hub/operations.ts';
import type { HubOperation } from '../../../../hub/operations.ts';
import { PROTOCOL_VERSION } from '../../../../shared/protocol/version.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const text = readFileSync(join(ROOT, 'docs/HUB-API.md'), 'utf8');

interface Row {
  readonly route: string;
  readonly token: string;
  readonly request: string;
  readonly reply: string;
}

const rowsOf = (markdown: string): Row[] =>
  [...markdown.matchAll(/^\| `([A-Z]+ \/\S*)` \| (.+?) \| (.*?)→ (.+) \|$/gm)].map(([, route, token, request, reply]) => ({
    route: route!,
    token: token!,
    request: request!.trim(),
    reply: reply!,
  }));

function tokenOf(route: Route): string {
  const asks = route.operations.map((name): HubOperation => HUB_OPERATIONS[name]);
  const scope = asks.find((one) => one.scope !== 'open')?.scope;
  if (route === (ROUTES.token as Route)) return 'in the body';
  return [scope ?? 'none', ...asks.flatMap(({ permission }) => (permission ? [`\`${permission}\``] : []))].join(', ');
}

/** Whether a cell begins with the fields of a schema, where it names any; and names some, or says another form, where there are some. */
function fieldsFault(cell: string, schema: z.ZodType, plain: boolean): string | null {
  const named = /^`\{(.*?)\}`/.exec(cell)?.[1];
  if (named === undefined) return plain && cell === '' ? 'says nothing of its fields' : null;
  if (!(schema instanceof z.ZodObject)) return 'names fields of what has none';
  const [said, real] = [named.split(', ').filter(Boolean).sort(), Object.keys(schema.shape).sort()];
  return said.join() === real.join() ? null : `names ${said.join()}, and has ${real.join()}`;
}

function faultsOf(row: Row, route: Route): string[] {
  const { token, request, reply } = row;
  const hasBody = !(route.request instanceof z.ZodUndefined);
  const file = /^`(shared\/\S+\.ts)`/.exec(reply)?.[1];
  const found = [
    token === tokenOf(route) || token.startsWith(`${tokenOf(route)};`) ? null : `token: ${token}, not ${tokenOf(route)}`,
    hasBody === (request !== '') ? null : 'has a body or says so, not both',
    hasBody ? fieldsFault(request, route.request, true) : null,
    fieldsFault(reply, route.reply, (route.gives ?? JSON_TYPE) === JSON_TYPE),
    file === undefined || existsSync(join(ROOT, file)) ? null : `${file} is not there`,
  ];
  return found.filter((one) => one !== null).map((one) => `${row.route}: ${one}`);
}

const rows = rowsOf(text);

test('each route stands in the table once, and nothing else does', () => {
  expect(rows.map(({ route }) => route).sort()).toEqual(ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

test('token, fields and reply of each are those of the route', () => {
  const faults = rows.flatMap((row) =>
    faultsOf(
      row,
      ALL_ROUTES.find(({ method, path }) => row.route === `${method} ${path}`)!,
    ),
  );
  expect(faults).toEqual([]);
});

test('the check finds a wrong token, a wrong field, a field that is left out, and a body that is none', () => {
  const query = rows.find(({ route }) => route === 'POST /v1/query')!;
  const of = (more: Partial<Row>): string => faultsOf({ ...query, ...more }, ROUTES.query).join();
  expect(of({})).toBe('');
  expect(of({ token: 'context' })).toContain('not context, `graph.query`');
  expect(of({ request: '`{text}`' })).toContain('names text, and has params,text');
  expect(of({ reply: '`{columns, lines}`' })).toContain('names columns,lines');
  expect(of({ request: '' })).toContain('has a body or says so');
  expect(of({ reply: '`shared/protocol/none.ts`' })).toContain('is not there');
});

test('what it says of every request is so: the protocol’s version, who needs none, and the limits', () => {
  const free = ALL_ROUTES.filter((route) => !needsProtocol(route)).map(({ path }) => `\`${path}\``);
  expect(text).toContain(`Every request but ${free.join(' and ')} carries \`Netgraph-Protocol: ${PROTOCOL_VERSION}\`.`);
  const { token, issuer, refusals, requests } = HUB_LIMITS;
  expect(text.replaceAll('\n', ' ')).toContain(
    `${token} token requests, ${issuer} sign-in codes, ${refusals} refusals, ${requests.toLocaleString('en')} requests of a session`,
  );
});
