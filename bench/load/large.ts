/** The customer whose graph is large enough that a first sync is one by snapshot. */
import { DEMO_TENANTS } from '../../hub/demo/tenants.ts';

export const LARGE = DEMO_TENANTS[0]!.name;
