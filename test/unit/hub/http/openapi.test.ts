/** The published description is what the hub really serves: its routes, no more and no fewer, in the form that OpenAPI 3.1 asks for. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeApp } from '../../../../hub/http/app.ts';
import { openApi, openApiText } from '../../../../hub/http/openapi.ts';
import { HUB_LIMITS } from '../../../../hub/http/parts.ts';
import type { HubParts } from '../../../../hub/http/parts.ts';
import { Serving } from '../../../../hub/http/serving.ts';
import { ALL_ROUTES } from '../../../../hub/http/route-table.ts';

interface Described {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown>; security?: unknown }>>;
}

/** The routes of a real app, as its router lists them. */
async function realRoutes(): Promise<string[]> {
  const parts = { limits: HUB_LIMITS, now: Date.now } as HubParts;
  const door = { server: createServer(), admit: () => undefined };
  const { app } = await makeApp({ hub: parts, serving: new Serving(), door, behindProxy: false, hosts: new Set(), providers: null });
  await app.ready();
  const listed = app.printRoutes({ commonPrefix: false });
  await app.close();
  return [...listed.matchAll(/(\/\S*) \(([A-Z, ]+)\)/g)].flatMap(([, path, methods]) =>
    methods!.split(', ').map((method) => `${method} ${path}`),
  );
}

test('the table and the router list the same routes', async () => {
  const real = await realRoutes();
  expect(real.length).toBeGreaterThan(10);
  expect(real.sort()).toEqual(ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

test('no two routes of the table are the same', () => {
  expect(new Set(ALL_ROUTES.map(({ method, path }) => `${method} ${path}`)).size).toBe(ALL_ROUTES.length);
});

test('the description has each route of the table and nothing else', () => {
  const { paths } = openApi() as unknown as Described;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

test('docs/openapi.json is current (vitest run test/unit/hub/http/openapi.test.ts -u writes it)', async () => {
  await expect(openApiText()).toMatchFileSnapshot(join(import.meta.dirname, '../../../../docs/openapi.json'));
});

test('it is OpenAPI 3.1, and the check finds what is not', async () => {
  expect(await new Validator().validate(openApi())).toEqual({ valid: true });
  expect(await new Validator().validate({ ...openApi(), paths: { '/x': { get: { responses: 5 } } } })).toMatchObject({ valid: false });
});

test('what needs a token says so, and what does not says that', () => {
  const { paths } = openApi() as unknown as Described;
  expect(paths['/v1/floor']!['get']!.security).toEqual([{ session: [] }]);
  expect(paths['/v1/feed/next']!['post']!.security).toEqual([{ context: [] }]);
  expect(paths['/v1/about']!['get']!.security).toBeUndefined();
  expect(JSON.stringify(paths['/v1/query']!['post']!.responses['403'])).toContain('not_permitted');
});
