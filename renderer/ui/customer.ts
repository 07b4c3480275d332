/** A customer's colours and pattern as CSS. Which text goes on which fill is the design's; a test computes it. */
import type { CSSProperties } from 'react';
import { COLOURS, PATTERNS } from '../../shared/access/customer.ts';
import type { CustomerMark } from '../../shared/access/customer.ts';

const DARK = '#0E1116';
const LIGHT = '#FFFFFF';
export const INKS = [DARK, DARK, DARK, DARK, DARK, DARK, LIGHT, LIGHT] as const satisfies readonly string[] & {
  length: typeof COLOURS.length;
};

export const patternOf = (mark: CustomerMark): string => PATTERNS[mark.pattern] ?? PATTERNS[0];

/** `--fill` and `--ink`, for `.ui-pattern` and what lies in it. */
export function fillOf(mark: CustomerMark): CSSProperties {
  return { '--fill': COLOURS[mark.colour] ?? COLOURS[0], '--ink': INKS[mark.colour] ?? INKS[0] } as CSSProperties;
}
