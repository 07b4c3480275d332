/** The design's tokens as the canvas needs them: WebGL and 2D contexts know no CSS variables. */
import { NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import { KIND_LOOKS } from './kinds.ts';

export interface Theme {
  readonly bg: string;
  readonly raised: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  /** What is drawn on a kind's colour. */
  readonly onAccent: string;
  readonly sans: string;
  readonly kinds: Readonly<Record<NodeKind, string>>;
}

/** Colours are `#rrggbb`, whatever a token says: in forced colours it says the name of a colour of the system's. */
export function themeOf(element: Element): Theme {
  const probe = element.ownerDocument.createElement('i');
  // A colour that is none of the system's would be given as the text's.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return hexOf(getComputedStyle(probe).color);
  };
  const theme: Theme = {
    bg: colour('--bg'),
    raised: colour('--raised'),
    text: colour('--text'),
    muted: colour('--muted'),
    line: colour('--line'),
    accent: colour('--accent'),
    onAccent: colour('--bg'),
    sans: getComputedStyle(element).getPropertyValue('--sans').trim(),
    kinds: Object.fromEntries(NODE_KINDS.map((kind) => [kind, colour(KIND_LOOKS[kind].token)])) as Record<NodeKind, string>,
  };
  probe.remove();
  return theme;
}

/** Of `rgb(14, 17, 22)`, which is how a page says an opaque colour. */
export const hexOf = (rgb: string): string =>
  `#${(rgb.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;

const numberOf = (hex: string): number => parseInt(hex.slice(1), 16);

/** `#rrggbb` as it looks over `ground` at an opacity: sigma's own programs don't blend what is translucent. */
export function faded(hex: string, ground: string, opacity: number): string {
  const [over, under] = [numberOf(hex), numberOf(ground)];
  const mix = (shift: number): number => Math.round(((over >> shift) & 255) * opacity + ((under >> shift) & 255) * (1 - opacity));
  return `#${[16, 8, 0].map((shift) => mix(shift).toString(16).padStart(2, '0')).join('')}`;
}

/** Calls back when the page's theme may be another. Returns the way to stop. */
export function onTheme(changed: () => void): () => void {
  const system = ['(prefers-color-scheme: light)', '(forced-colors: active)'].map((query) => window.matchMedia(query));
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  for (const query of system) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of system) query.removeEventListener('change', changed);
  };
}
