/** The legend: which kinds are drawn, and how many of those that this window knows. A click hides or shows a kind. */
import { useMemo } from 'react';
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { NodeKind } from '../../../shared/graph/kinds.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { KIND_LOOKS } from '../../canvas/kinds.ts';
import { count } from '../../ui/format.ts';
import { useBench, useSceneNow, useWorkbench } from './store.ts';
import { switchKind } from './verbs.ts';

export function Legend() {
  const bench = useWorkbench();
  const scene = useSceneNow();
  const off = useBench((state) => state.history.now.off);
  const known = useBench((state) => state.known);
  const counts = useMemo(() => {
    const drawn = new Map<NodeKind, number>();
    const all = new Map<NodeKind, number>();
    for (const node of scene.nodes.values()) drawn.set(node.kind, (drawn.get(node.kind) ?? 0) + node.records.length);
    for (const node of known.nodes.values()) all.set(node.kind, (all.get(node.kind) ?? 0) + 1);
    return { drawn, all };
  }, [scene, known]);
  const kinds = NODE_KINDS.filter((kind) => counts.all.has(kind));
  if (kinds.length === 0) return null;
  return (
    <ul className="legend" aria-label="Legend">
      {kinds.map((kind) => (
        <li key={kind}>
          <button type="button" aria-pressed={!off.has(kind)} data-legend={kind} onClick={() => switchKind(bench, kind)}>
            <KindMark kind={kind} />
            <span>{KIND_LOOKS[kind].plural}</span>
            <span className="mono">
              {count(counts.drawn.get(kind) ?? 0)}
              <span className="muted">/{count(counts.all.get(kind) ?? 0)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
