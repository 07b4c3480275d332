/** The contract as a whole: nothing in it names a tenant, each action says what it needs, and no content becomes a target. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeHandlers } from '../../../../electron/actions/index.ts';
import type { ActionDesk } from '../../../../electron/actions/domain.ts';
import { PERMISSIONS } from '../../../../shared/access/roles.ts';
import type { ActionSpec } from '../../../../shared/contract/action.ts';
import type { ActMessage, Bridge } from '../../../../shared/contract/bridge.ts';
import { ACTIONS, ACTION_NAMES } from '../../../../shared/contract/index.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { ActionInput, ActionName } from '../../../../shared/contract/index.ts';
import type { WindowState } from '../../../../shared/contract/state.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { RECORD_ID_PATTERN, UUID_PATTERN } from '../../../../shared/graph/ids.ts';

const TENANT_FIELD = /tenant|customerId|org/i;

/** Every name of a property in a JSON Schema, however deep. */
function fields(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(fields)];
}
const fieldsOf = (schema: z.ZodType): string[] =>
  (['input', 'output'] as const).flatMap((io) => fields(z.toJSONSchema(schema, { io, unrepresentable: 'any' })));

describe('no field for a tenant', () => {
  test.each(ACTION_NAMES)('goes in or out of %s', (name) => {
    for (const schema of [ACTIONS[name].input, ACTIONS[name].output])
      expect(fieldsOf(schema).filter((field) => TENANT_FIELD.test(field))).toEqual([]);
  });

  test('would stay unseen, wherever it was put', () => {
    const hidden = z.strictObject({
      a: z.array(z.union([z.null(), z.record(z.string(), z.strictObject({ tenantId: z.string() }).optional())])),
    });
    expect(fieldsOf(hidden)).toContain('tenantId');
    expect(fieldsOf(ACTIONS['context.assume'].input)).toContain('grant');
  });

  test('is in what a window is told or says: by their types', () => {
    type Leaf = string | number | boolean | null | undefined;
    type Names<T> = T extends Leaf
      ? never
      : T extends readonly (infer U)[]
        ? Names<U>
        : { [K in keyof T & string]: K | Names<T[K]> }[keyof T & string];
    type Leaves<T> = T extends Leaf ? T : T extends readonly (infer U)[] ? Leaves<U> : { [K in keyof T]: Leaves<T[K]> }[keyof T];
    type Said = WindowState | ActMessage | ActionInput<ActionName>;
    type Named<N> = N extends `${string}${'tenant' | 'Tenant' | 'customerId' | 'org'}${string}` ? N : never;
    const none: [Named<Names<Said>>, Extract<Leaves<Said>, TenantId>] extends [never, never] ? 'none' : 'some' = 'none';
    const seen: [Named<Names<{ a: { tenantId: string }[] }>>, Extract<Leaves<{ a: TenantId[] }>, TenantId>] extends [never, never]
      ? 'none'
      : 'some' = 'some';
    expect([none, seen]).toEqual(['none', 'some']);
  });
});

describe('each action', () => {
  test.each(ACTION_NAMES)('%s says what it needs and what people read of it', (name) => {
    const spec: ActionSpec = ACTIONS[name];
    expect(['device', 'session', 'context']).toContain(spec.scope);
    if (spec.permission !== null) expect(PERMISSIONS).toContain(spec.permission);
    // A permission is looked up in a context's role: without a context there is none to look in.
    if (spec.scope !== 'context') expect(spec.permission).toBeNull();
    expect(spec.verb).toMatch(/^[a-z]+( [a-z-]+)+$/);
    expect(name).toMatch(/^[a-z]+(\.[a-z][A-Za-z]*)+$/);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(Object.isFrozen(spec)).toBe(true);
  });

  test('that reads a customer needs a permission', () => {
    const free = ACTION_NAMES.filter((name) => ACTIONS[name].scope === 'context' && ACTIONS[name].permission === null);
    expect(free).toEqual(['context.extend', 'context.leave']);
  });

  test('has a verb of its own', () => {
    expect(new Set(ACTION_NAMES.map((name) => ACTIONS[name].verb)).size).toBe(ACTION_NAMES.length);
  });

  test('takes no field that it does not know', () => {
    for (const name of ACTION_NAMES) {
      const input: z.ZodType = ACTIONS[name].input;
      expect(input.safeParse(EXAMPLES[name]).success, name).toBe(true);
      expect(input.safeParse({ ...EXAMPLES[name], tenant: 'x' }).success, name).toBe(false);
    }
  });

  test('has a handler, and nothing else has one', () => {
    const handlers = makeHandlers({} as ActionDesk);
    expect(Object.keys(handlers).sort()).toEqual([...ACTION_NAMES].sort());
    expect(Object.isFrozen(handlers)).toBe(true);
    expect(Object.isFrozen(ACTIONS)).toBe(true);
  });
});

const CANARY = 'canary 7d41 of a customer';
const ID = '00112233445566778899aabbccddeeff';
const GRANT = '33333333-3333-4333-8333-333333333333';
/** One input of each action, with the canary wherever text may stand. */
const EXAMPLES: { readonly [Name in ActionName]: ActionInput<Name> } = {
  'device.theme': { theme: 'light' },
  'identity.signIn': { code: CANARY },
  'identity.cancel': {},
  'identity.signOut': {},
  'identity.unlock': { passphrase: CANARY },
  'floor.read': {},
  'floor.restore': { grant: GRANT },
  'floor.dismiss': {},
  'context.assume': { grant: GRANT, role: 'investigator', reason: CANARY, ticket: CANARY, window: 'here' },
  'context.extend': {},
  'context.leave': {},
  'window.switcher': {},
  'window.signIn': {},
  'window.close': {},
  'graph.search': { text: CANARY },
  'graph.counts': { id: ID },
  'graph.expand': { id: ID, kinds: ['host'], edges: null, cap: 25 },
  'graph.path': { from: ID, to: ID },
  'graph.read': { ids: [ID] },
  'graph.join': { ids: [ID], to: [ID], skip: 0 },
  'graph.timeline': { ids: [ID], from: null, to: null },
  'graph.query': { text: CANARY, params: { [CANARY]: CANARY } },
  'graph.alerts': {},
  'graph.kinds': {},
  'graph.values': { kind: 'host', property: CANARY, prefix: CANARY },
  'sync.now': {},
  'view.save': {
    view: JSON.stringify({ nodes: [{ id: ID, x: 0, y: 0, pinned: true, hidden: false }], selected: [ID, 'group:host'], query: CANARY }),
  },
  'view.load': {},
  'history.list': {},
  'history.clear': {},
  'saved.list': {},
  'saved.put': { id: GRANT, name: CANARY, text: CANARY },
  'saved.remove': { id: GRANT },
  'cases.list': { fresh: true },
  'cases.open': { case: GRANT },
  'cases.read': { case: GRANT, version: GRANT },
  'cases.save': {
    case: GRANT,
    parents: [GRANT],
    title: CANARY,
    status: { state: 'closed', verdict: 'benign', reason: CANARY },
    notes: CANARY,
    canvas: null,
    evidence: [{ take: 'node', id: ID, why: CANARY }],
  },
  'cases.restore': { case: GRANT, version: GRANT, parents: [GRANT] },
  'cases.keepDraft': {
    id: GRANT,
    draft: {
      parents: [GRANT],
      title: CANARY,
      status: { state: 'open' },
      notes: CANARY,
      kept: null,
      taken: [{ piece: { take: 'node', id: ID, why: CANARY }, words: CANARY }],
      withCanvas: true,
    },
  },
  'cases.openDraft': { id: GRANT },
  'cases.send': {},
  'export.redacted': { what: { of: 'canvas', view: { nodes: [], selected: [], query: CANARY } }, format: 'pdf' },
  'export.raw': { what: { of: 'case', case: GRANT, version: GRANT }, format: 'png', reason: CANARY },
  'export.stop': {},
  'audit.own': { before: null, limit: 1 },
  'audit.tenant': { before: null, limit: 1 },
};
/** Whose text is said in the record, where it is sealed; any other text is not said at all. */
const SAYS_TEXT: readonly ActionName[] = ['context.assume', 'graph.search', 'graph.query', 'export.raw', 'graph.values'];

describe('the note of a record', () => {
  test.each(ACTION_NAMES)('of %s names ids only, never content, and no secret', (name) => {
    const spec: ActionSpec = ACTIONS[name];
    const { targets, text } = spec.note(spec.input.parse(EXAMPLES[name]));
    for (const target of targets) expect(RECORD_ID_PATTERN.test(target) || UUID_PATTERN.test(target), target).toBe(true);
    expect(text?.includes(CANARY) ?? false).toBe(SAYS_TEXT.includes(name));
  });
});

test('a window has two ways, and no third', () => {
  const ways: Record<keyof Bridge, true> = { act: true, onState: true };
  const said: Record<keyof ActMessage, true> = { name: true, input: true, epoch: true };
  expect([Object.keys(ways), Object.keys(said)]).toEqual([
    ['act', 'onState'],
    ['name', 'input', 'epoch'],
  ]);
});

test('a view that is no JSON, is none of a view, or is too long is refused', () => {
  const { input } = ACTIONS['view.save'];
  const wrong = ['', '{', 'null', '{"nodes":[]}', '{"nodes":[],"selected":[],"query":"","tenant":"x"}', ' '.repeat(LIMITS.viewText + 1)];
  for (const view of wrong) expect(input.safeParse({ view }).success, view.slice(0, 60)).toBe(false);
  expect(input.safeParse({ view: '{"nodes":[],"selected":[],"query":""}' }).success).toBe(true);
});
