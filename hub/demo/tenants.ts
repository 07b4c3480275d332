/** The six customers of the demo. Invented: none is a real company. No two share a colour, a pattern or a monogram. */
import type { CustomerMark } from '../../shared/access/customer.ts';

export interface DemoTenant extends CustomerMark {
  /** Short name for settings and people's addresses; never an id. */
  readonly key: string;
}

export const DEMO_TENANTS: readonly DemoTenant[] = Object.freeze(
  [
    { key: 'alder', name: 'Alder Works', monogram: 'ALD', colour: 0, pattern: 0 },
    { key: 'brack', name: 'Brackwater Clinics', monogram: 'BRK', colour: 1, pattern: 1 },
    { key: 'corvane', name: 'Corvane Logistics', monogram: 'COR', colour: 2, pattern: 2 },
    { key: 'dunmere', name: 'Dunmere Mutual', monogram: 'DUN', colour: 3, pattern: 3 },
    { key: 'eskfell', name: 'Eskfell Foundry', monogram: 'ESK', colour: 4, pattern: 4 },
    { key: 'fenwold', name: 'Fenwold College', monogram: 'FEN', colour: 7, pattern: 5 },
  ].map((tenant) => Object.freeze(tenant)),
);
