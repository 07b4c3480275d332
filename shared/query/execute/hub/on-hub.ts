/** Answers a bound plan at the hub. */
import { AppFailure } from '../../../errors.ts';
import type { HubBackend } from '../../backend.ts';
import type { BoundPlan } from '../../bind/bind.ts';

export async function onHub(bound: BoundPlan<unknown>, backend: HubBackend): Promise<unknown> {
  throw new AppFailure('internal', { text: `${bound.operators.length} ${backend.dialect}` });
}
