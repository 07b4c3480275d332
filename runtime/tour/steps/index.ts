/** The walk, in order. Each step begins where the one before ended. */
import { audit } from './audit.ts';
import { assume, signIn } from './enter.ts';
import { investigate } from './investigate.ts';
import { offline } from './offline.ts';
import { pivoting } from './pivot.ts';
import type { Step } from './step.ts';

export const STEPS: readonly Step[] = [signIn, assume, investigate, offline, audit, pivoting];
