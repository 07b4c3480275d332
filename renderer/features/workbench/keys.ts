/** The canvas's keys that are no verbs: arrows walk among neighbours, Enter expands what they reached. */
import type { KeyboardEvent } from 'react';
import { isArrow, steer } from '../../canvas/steer.ts';
import type { Workbench } from './store.ts';
import { choose, openExpansion } from './verbs.ts';

export function onCanvasKey(bench: Workbench, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const state = bench.store.getState();
  if (isArrow(event.key)) {
    const scene = bench.scene(state);
    const next = steer(scene, [...state.selected].at(-1) ?? null, event.key);
    if (next !== null) {
      choose(bench, [next], event.shiftKey ? 'add' : 'only');
      const node = scene.nodes.get(next);
      if (node) bench.camera?.reveal(node);
    }
  } else if (event.key === 'Enter') void openExpansion(bench);
  else return;
  event.preventDefault();
}
