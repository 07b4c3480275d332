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
  readonly onAccent: string;
  readonly sans: string;
  readonly kinds: Readonly<Record<NodeKind, string>>;
}

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const kinds = Object.fromEntries(NODE_KINDS.map((kind) => [kind, token(KIND_LOOKS[kind].token)])) as Record<NodeKind, string>;
  const [bg = '', raised = '', text = '', muted = '', line = ''] = ['--bg', '--raised', '--text', '--muted', '--line'].map(token);
  return { bg, raised, text, muted, line, accent: token('--accent'), onAccent: token('--on-accent'), sans: token('--sans'), kinds };
}

/** A build writes `#ffffff` as `#fff`. */
const numberOf = (hex: string): number => parseInt(hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1), 16);

/** `#rrggbb` as it looks over `ground` at an opacity: sigma's own programs don't blend what is translucent. */
export function faded(hex: string, ground: string, opacity: number): string {
  const [over, under] = [numberOf(hex), numberOf(ground)];
  const mix = (shift: number): number => Math.round(((over >> shift) & 255) * opacity + ((under >> shift) & 255) * (1 - opacity));
  return `#${[16, 8, 0].map((shift) => mix(shift).toString(16).padStart(2, '0')).join('')}`;
}

/** Calls back when the page's theme may be another. Returns the way to stop. */
export function onTheme(changed: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: light)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}
