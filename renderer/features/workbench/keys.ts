/** The canvas's keys (they need its focus; the table has the same) and the workbench's own. */
import type { KeyboardEvent } from 'react';
import { isArrow, steer } from '../../canvas/steer.ts';
import { isKey } from '../../ui/keys.ts';
import { focusOn, focusWork } from './focus.ts';
import { arrangeBy, LAYOUT_KEYS } from './arrange.ts';
import type { Workbench } from './store.ts';
import { choose, collapse, group, hideSelected, openExpansion, pin, redo, undo } from './verbs.ts';

export const IS_MAC = navigator.userAgent.includes('Mac');

const VERBS: Readonly<Record<string, (bench: Workbench) => void>> = {
  e: (bench) => void openExpansion(bench),
  p: pin,
  h: hideSelected,
  c: collapse,
  g: group,
  t: ({ store }) => {
    store.setState(({ mode }) => ({ mode: mode === 'graph' ? 'table' : 'graph' }));
    // When the other one is there.
    setTimeout(focusWork);
  },
  b: () => focusOn('[data-brush]'),
};

/** Verbs by single letters. Returns whether the key was one. */
export function onVerbKey(bench: Workbench, event: KeyboardEvent): boolean {
  if (isKey(event, 'Ctrl+z', IS_MAC)) undo(bench);
  else if (isKey(event, 'Ctrl+Shift+z', IS_MAC)) redo(bench);
  else {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const verb = VERBS[event.key.toLowerCase()];
    const layout = LAYOUT_KEYS[event.key];
    if (verb) verb(bench);
    else if (layout) void arrangeBy(bench, layout);
    else return false;
  }
  event.preventDefault();
  return true;
}

export function onCanvasKey(bench: Workbench, event: KeyboardEvent): void {
  if (onVerbKey(bench, event)) return;
  const { store } = bench;
  const state = store.getState();
  if (isArrow(event.key)) {
    const scene = bench.scene(state);
    const next = steer(scene, [...state.selected].at(-1) ?? null, event.key);
    if (next !== null) {
      choose(bench, [next], event.shiftKey ? 'add' : 'only');
      const node = scene.nodes.get(next);
      if (node) bench.camera?.reveal(node);
    }
  } else if (event.key === '+' || event.key === '=') bench.camera?.zoomBy(1.25);
  else if (event.key === '-') bench.camera?.zoomBy(0.8);
  else if (event.key === '0') bench.camera?.fit([...bench.scene(state).nodes.values()]);
  else if (event.key === 'Escape') store.setState({ selected: new Set(), selectedEdge: null, brush: null, error: null });
  else if (event.key === 'Enter') void openExpansion(bench);
  else return;
  event.preventDefault();
}
