/** What lies over the canvas: legend, chips, warnings, and, while it is empty, how to begin. */
import { EyeOff, Maximize2, Minus, Plus, X } from 'lucide-react';
import { LIMITS } from '../../../shared/limits.ts';
import { hiddenCount } from '../../canvas/model.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { asOf, count } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Legend } from './legend.tsx';
import { useBench, useSceneNow, useWorkbench } from './store.ts';
import { showAll } from './verbs.ts';

/** `sliceAt`: said when what is drawn may be old; null otherwise. */
export function Overlay({ sliceAt }: { readonly sliceAt: number | null }) {
  const bench = useWorkbench();
  const { store } = bench;
  const scene = useSceneNow();
  const places = useBench((state) => state.history.now.places.size);
  const hidden = useBench((state) => hiddenCount(state.history.now));
  const mode = useBench((state) => state.mode);
  const busy = useBench((state) => state.busy);
  const stop = useBench((state) => state.stop);
  const message = useBench((state) => state.message);
  const error = useBench((state) => state.error);
  const selected = useBench((state) => state.selected.size);
  return (
    <>
      {mode === 'graph' && places === 0 && <Beginning />}
      <div className="over over-top">
        {error && (
          <ErrorNotice
            error={error}
            does={<IconButton size="small" label="Dismiss" icon={<X size={16} />} onClick={() => store.setState({ error: null })} />}
          />
        )}
        {mode === 'graph' && places - hidden >= LIMITS.canvasWarn && (
          <Notice tone="warn">
            {count(places - hidden)} of at most {count(LIMITS.canvasStop)} are drawn; names and icons wait until you look closer. Switch
            kinds off in the legend, group a kind <Kbd>G</Kbd>, hide what is done with <Kbd>H</Kbd>, or read the table <Kbd>T</Kbd>.
          </Notice>
        )}
      </div>
      {mode === 'graph' && (
        <div className="over over-left">
          <Legend />
        </div>
      )}
      <div className="over over-foot">
        {sliceAt !== null && <span className="chip">As of {asOf(sliceAt, Date.now())}</span>}
        {hidden > 0 && (
          <Button size="small" onClick={() => showAll(bench)} data-hidden-chip={hidden}>
            <EyeOff size={14} aria-hidden /> {count(hidden)} hidden
          </Button>
        )}
        {selected > 1 && <span className="chip">{count(selected)} selected</span>}
        {(busy ?? message) && (
          <span className="chip" aria-hidden data-said>
            {busy ? `${busy}…` : message}
          </span>
        )}
        {stop && (
          <Button size="small" onClick={stop} data-stop>
            Stop <Kbd>Esc</Kbd>
          </Button>
        )}
      </div>
      {mode === 'graph' && scene.nodes.size > 0 && (
        <div className="over over-zoom">
          <IconButton label="Closer (+)" icon={<Plus size={16} />} onClick={() => bench.camera?.zoomBy(1.25)} />
          <IconButton label="Farther (-)" icon={<Minus size={16} />} onClick={() => bench.camera?.zoomBy(0.8)} />
          <IconButton label="Show all (0)" icon={<Maximize2 size={16} />} onClick={() => bench.camera?.fit([...scene.nodes.values()])} />
        </div>
      )}
    </>
  );
}

const STEPS = [
  ['/', 'Search a host, user, file or address; Enter puts it here'],
  ['E', 'Expand what is around it, after seeing how much that is'],
  ['Ctrl+L', 'Ask a question and add what it finds'],
  ['T', 'Read and do the same in a table'],
] as const;

const Beginning = () => (
  <div className="beginning">
    <h2>Start from what you know</h2>
    <dl>
      {STEPS.map(([key, what]) => (
        <div key={key}>
          <dt>
            <Kbd>{key}</Kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </div>
);
