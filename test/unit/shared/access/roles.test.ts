/** Who may do what, and the sentence in which it is said. */
import { describe, expect, test } from 'vitest';
import { COLOURS, PATTERNS, actingSentence } from '../../../../shared/access/customer.ts';
import { PERMISSIONS, ROLES, ROLE_NAMES, permits } from '../../../../shared/access/roles.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { markSchema } from '../../../../shared/protocol/token.ts';

describe('roles', () => {
  test('each role has a title of its own and known permissions, each once', () => {
    expect(new Set(ROLE_NAMES.map((role) => ROLES[role].title)).size).toBe(ROLE_NAMES.length);
    for (const role of ROLE_NAMES) {
      const { permissions } = ROLES[role];
      expect(PERMISSIONS).toEqual(expect.arrayContaining([...permissions]));
      expect(new Set(permissions).size).toBe(permissions.length);
    }
  });

  test('the table answers for every role and every permission, and is this one', () => {
    const table = Object.fromEntries(ROLE_NAMES.map((role) => [role, PERMISSIONS.filter((permission) => permits(role, permission))]));
    expect(table).toEqual({
      observer: ['graph.read', 'case.read'],
      investigator: ['graph.read', 'graph.query', 'graph.export', 'case.read', 'case.write'],
      responder: ['graph.read', 'graph.query', 'graph.export', 'graph.exportRaw', 'case.read', 'case.write'],
      copilot: ['graph.read', 'graph.query', 'case.read', 'case.write'],
      lead: ['audit.read', 'grants.manage'],
    });
  });

  test('nobody who looks at the graph reads the whole log, and who reads the log does not look at the graph', () => {
    for (const role of ROLE_NAMES) expect(permits(role, 'graph.read') && permits(role, 'audit.read'), role).toBe(false);
  });

  test('a role that is none permits nothing quietly: it throws', () => {
    for (const role of ['admin', '', 'toString']) expect(() => permits(role as Role, 'graph.read')).toThrow();
  });
});

describe('a customer', () => {
  test('has as many colours and patterns as a mark may name', () => {
    const mark = (colour: number, pattern: number) => markSchema.safeParse({ name: 'A', monogram: 'ABC', colour, pattern }).success;
    expect(mark(COLOURS.length - 1, PATTERNS.length - 1)).toBe(true);
    expect(mark(COLOURS.length, 0)).toBe(false);
    expect(mark(0, PATTERNS.length)).toBe(false);
  });

  test('is named in the sentence, and its own people act as themselves', () => {
    const who = { analyst: 'Dana', customer: 'Alder Works', role: 'investigator' } as const;
    expect(actingSentence({ ...who, own: false })).toBe('[MSSP analyst Dana] acting as [Alder Works, with role Investigator]');
    expect(actingSentence({ ...who, own: true })).toBe('[Dana] of [Alder Works, with role Investigator]');
  });
});
