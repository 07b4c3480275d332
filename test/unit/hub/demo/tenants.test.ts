/** The demo's customers can be told apart at a glance, and are fit for the hub's own rules about customers. */
import { describe, expect, test } from 'vitest';
import { DEMO_TENANTS } from '../../../../hub/demo/tenants.ts';
import { COLOURS, PATTERNS } from '../../../../shared/access/customer.ts';

describe('demo tenants', () => {
  test('six, and no two share anything that a person sees', () => {
    expect(DEMO_TENANTS).toHaveLength(6);
    for (const field of ['key', 'name', 'monogram', 'colour', 'pattern'] as const)
      expect(new Set(DEMO_TENANTS.map((tenant) => tenant[field])).size, field).toBe(6);
  });

  test('each mark exists, and nothing can be changed', () => {
    for (const tenant of DEMO_TENANTS) {
      expect(tenant.monogram).toMatch(/^[A-Z]{3}$/);
      expect(tenant.key).toMatch(/^[a-z]{3,12}$/);
      expect(COLOURS[tenant.colour]).toBeDefined();
      expect(PATTERNS[tenant.pattern]).toBeDefined();
      expect(Object.isFrozen(tenant)).toBe(true);
    }
    expect(Object.isFrozen(DEMO_TENANTS)).toBe(true);
  });
});
