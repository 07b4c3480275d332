/** How each kind looks: its shape, the token of its colour, its icon and its name in the plural. */
import { Cloud, Crosshair, File, Flag, Globe, Monitor, Network, Terminal, TriangleAlert, User } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { NodeKind } from '../../shared/graph/kinds.ts';

export const SHAPES = ['circle', 'square', 'hexagon', 'diamond', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];

export interface KindLook {
  readonly shape: Shape;
  /** The CSS variable of its colour. */
  readonly token: string;
  readonly icon: LucideIcon;
  readonly plural: string;
}

export const KIND_LOOKS: Readonly<Record<NodeKind, KindLook>> = {
  host: { shape: 'square', token: '--kind-asset', icon: Monitor, plural: 'hosts' },
  address: { shape: 'square', token: '--kind-asset', icon: Network, plural: 'addresses' },
  domain: { shape: 'square', token: '--kind-asset', icon: Globe, plural: 'domains' },
  user: { shape: 'circle', token: '--kind-person', icon: User, plural: 'users' },
  principal: { shape: 'circle', token: '--kind-person', icon: Cloud, plural: 'principals' },
  process: { shape: 'hexagon', token: '--kind-activity', icon: Terminal, plural: 'processes' },
  file: { shape: 'hexagon', token: '--kind-activity', icon: File, plural: 'files' },
  technique: { shape: 'diamond', token: '--kind-finding', icon: Crosshair, plural: 'techniques' },
  indicator: { shape: 'diamond', token: '--kind-finding', icon: Flag, plural: 'indicators' },
  alert: { shape: 'triangle', token: '--crit', icon: TriangleAlert, plural: 'alerts' },
};

/** `1 host`, `12 hosts`. */
export const countOf = (kind: NodeKind, count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? kind : KIND_LOOKS[kind].plural}`;
