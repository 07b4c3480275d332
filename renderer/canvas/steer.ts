/** Where an arrow key goes: the neighbour in that direction, or, when there is none, the nearest node there. */
import { neighboursOf } from './scene.ts';
import type { Scene, SceneNode } from './scene.ts';

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** World units, y upwards. */
const WAYS: Readonly<Record<Arrow, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

export const isArrow = (key: string): key is Arrow => Object.hasOwn(WAYS, key);

/** Null when nothing lies that way. From nowhere, the first node. */
export function steer(scene: Scene, from: string | null, arrow: Arrow): string | null {
  const start = from === null ? undefined : scene.nodes.get(from);
  if (!start) return scene.nodes.keys().next().value ?? null;
  const neighbours = [...neighboursOf(scene, start.id)].map((id) => scene.nodes.get(id)!);
  return best(start, neighbours, arrow) ?? best(start, scene.nodes.values(), arrow);
}

function best(start: SceneNode, nodes: Iterable<SceneNode>, arrow: Arrow): string | null {
  const [wx, wy] = WAYS[arrow];
  let chosen: string | null = null;
  let least = Infinity;
  for (const node of nodes) {
    if (node.id === start.id) continue;
    const along = (node.x - start.x) * wx + (node.y - start.y) * wy;
    const aside = Math.abs((node.x - start.x) * wy) + Math.abs((node.y - start.y) * wx);
    if (along <= 0 || aside > along) continue;
    const cost = along + 2 * aside;
    if (cost < least) [chosen, least] = [node.id, cost];
  }
  return chosen;
}
