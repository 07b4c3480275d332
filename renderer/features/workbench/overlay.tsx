/** What lies over the canvas: legend, chips, warnings, and, while it is empty, how to begin. */
import { Fragment } from 'react';
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
  const tasks = useBench((state) => state.tasks);
  const reopen = useBench((state) => state.reopen);
  const message = useBench((state) => state.message);
  const error = useBench((state) => state.error);
  const selected = useBench((state) => state.selected.size);
  const last = tasks.findLast(({ stop }) => stop !== null);
  return (
    <>
      {mode === 'graph' && places === 0 && !reopen && <Beginning />}
      <div className="over over-top">
        {reopen && (
          <ErrorNotice
            error={{ ...reopen.error, text: `The canvas could not be put back; it is kept as it was. ${reopen.error.text}` }}
            does={
              <>
                <Button size="small" onClick={reopen.retry} data-retry>
                  Retry
                </Button>
                <Button size="small" look="quiet" onClick={reopen.startEmpty}>
                  Start empty
                </Button>
              </>
            }
          />
        )}
        {error && (
          <ErrorNotice
            error={error}
            does={<IconButton size="small" label="Dismiss" icon={<X size={16} />} onClick={() => store.setState({ error: null })} />}
          />
        )}
        {mode === 'graph' && scene.nodes.size >= LIMITS.canvasWarn && (
          <Notice tone="warn">
            {count(scene.nodes.size)} are drawn; the canvas holds {count(places)} of at most {count(LIMITS.canvasStop)}. Names and icons
            wait until you look closer. Switch kinds off in the legend, group a kind <Kbd>G</Kbd>, hide what is done with <Kbd>H</Kbd>, or
            read the table <Kbd>T</Kbd>.
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
        {tasks.length === 0 && message !== '' && (
          <span className="chip" aria-hidden data-said>
            {message}
          </span>
        )}
        {tasks.map((task, at) => (
          // Each keeps its place until it ends.
          <Fragment key={at}>
            <span className="chip" aria-hidden data-said>
              {task.busy}…
            </span>
            {task.stop && (
              <Button size="small" onClick={task.stop} data-stop>
                Stop {task === last && <Kbd>Escape</Kbd>}
              </Button>
            )}
          </Fragment>
        ))}
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
