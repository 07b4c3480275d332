/** Before anything is drawn: what is around a node, by kind and direction; which kinds to draw, and how many. */
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { NodeKind } from '../../../shared/graph/kinds.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { KIND_LOOKS } from '../../canvas/kinds.ts';
import { escapeText } from '../../ui/escape.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { count } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useBench, useWorkbench } from './store.ts';
import type { Counts } from './store.ts';
import { expand } from './verbs.ts';

export function ExpandDialog({ mark, onClose }: { readonly mark: CustomerMark; readonly onClose: () => void }) {
  const { store } = useWorkbench();
  const expanding = useBench((state) => state.expanding);
  const label = useBench((state) => (state.expanding ? (state.known.nodes.get(state.expanding.id)?.label ?? '') : ''));
  const close = (): void => {
    store.setState({ expanding: null });
    onClose();
  };
  if (!expanding) return null;
  return (
    <Dialog title={`Expand ${escapeText(label)}`} open mark={mark} onClose={close}>
      <Choice key={expanding.id} id={expanding.id} counts={expanding.counts} onDone={onClose} />
    </Dialog>
  );
}

interface Row {
  readonly kind: NodeKind;
  readonly total: number;
  readonly ways: readonly string[];
}

/** One row a kind, in the legend's order; `ways` say how, and how often. */
function rowsOf({ counts }: Counts): readonly Row[] {
  return NODE_KINDS.map((kind) => {
    const of = counts.filter((entry) => entry.kind === kind);
    const ways = of.map(({ edge, direction, count: of }) => `${direction === 'out' ? '→' : '←'} ${EDGE_KINDS[edge].verb} ${count(of)}`);
    return { kind, total: of.reduce((sum, entry) => sum + entry.count, 0), ways };
  }).filter((row) => row.total > 0);
}

function Choice({
  id,
  counts,
  onDone,
}: {
  readonly id: Parameters<typeof expand>[1];
  readonly counts: Counts;
  readonly onDone: () => void;
}) {
  const bench = useWorkbench();
  const rows = rowsOf(counts);
  const [ticked, setTicked] = useState<ReadonlySet<NodeKind>>(() => new Set(counts.supernode ? [] : rows.map((row) => row.kind)));
  const [cap, setCap] = useState(String(LIMITS.expandDefault));
  const drawn = useBench((state) => state.history.now.places.size);
  const wanted = Math.trunc(Number(cap));
  const capFits = Number.isFinite(wanted) && wanted >= LIMITS.expandMin && wanted <= LIMITS.expandMax;
  const chosen = rows.filter((row) => ticked.has(row.kind)).reduce((sum, row) => sum + row.total, 0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!capFits || ticked.size === 0) return;
    const all = ticked.size === rows.length && !counts.supernode;
    void expand(bench, id, { kinds: all ? null : [...ticked], edges: null, cap: wanted });
    onDone();
  };
  const toggle = (kind: NodeKind): void => {
    const next = new Set(ticked);
    if (!next.delete(kind)) next.add(kind);
    setTicked(next);
  };
  return (
    <form className="expand" onSubmit={submit} data-expand>
      {counts.supernode && <Notice tone="warn">{count(counts.total)} neighbours: choose which kinds to draw.</Notice>}
      <fieldset className="expand-kinds">
        <legend className="spoken">Kinds to draw</legend>
        {rows.map((row, at) => (
          <label key={row.kind} className="expand-row">
            <input
              type="checkbox"
              checked={ticked.has(row.kind)}
              onChange={() => toggle(row.kind)}
              data-kind={row.kind}
              data-autofocus={counts.supernode && at === 0 ? '' : undefined}
            />
            <KindMark kind={row.kind} />
            <span className="expand-kind">{KIND_LOOKS[row.kind].plural}</span>
            <span className="expand-ways muted small">{row.ways.join(' · ')}</span>
            <span className="expand-count mono">{count(row.total)}</span>
          </label>
        ))}
      </fieldset>
      <div className="expand-foot">
        <label className="expand-cap">
          <span>At most</span>
          <input
            className="ui-input"
            type="number"
            inputMode="numeric"
            min={LIMITS.expandMin}
            max={LIMITS.expandMax}
            value={cap}
            onChange={(event) => setCap(event.target.value)}
            aria-invalid={!capFits}
            aria-describedby="expand-note"
          />
        </label>
        <p id="expand-note" className="small muted" data-error={capFits ? undefined : ''}>
          {capFits ? noteOf(ticked.size, chosen, wanted, drawn) : `Between ${LIMITS.expandMin} and ${LIMITS.expandMax}.`}
        </p>
        <Button look="main" submit autoFocus={!counts.supernode} disabled={!capFits || ticked.size === 0} data-expand-go>
          Expand <Kbd>Enter</Kbd>
        </Button>
      </div>
    </form>
  );
}

function noteOf(kinds: number, chosen: number, cap: number, drawn: number): string {
  if (kinds === 0) return 'Tick at least one kind.';
  const order = chosen > cap ? `Alerts first, then the newest of ${count(chosen)}.` : `All ${count(chosen)}.`;
  if (drawn + Math.min(chosen, cap) <= LIMITS.canvasWarn) return order;
  return `${order} ${count(drawn)} are drawn; ${count(LIMITS.canvasStop)} is the end.`;
}
