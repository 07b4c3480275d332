/** The workbench of one open customer: rail, query bar, results, canvas or table, timeline, details. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { permits } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { Canvas } from '../../canvas/canvas.tsx';
import type { CanvasCamera } from '../../canvas/canvas.tsx';
import { pinnedCount } from '../../canvas/model.ts';
import { neighboursOf } from '../../canvas/scene.ts';
import { nameOf, useProvided } from '../../verb.ts';
import { CaseDialogs } from '../cases/dialogs.tsx';
import { CasesPane } from '../cases/index.tsx';
import { makeCases } from '../cases/store.ts';
import { useCaseVerbs } from '../cases/use-case-verbs.ts';
import { onCopyByHand } from '../details/copying.ts';
import { Details } from '../details/index.tsx';
import { QueryBar } from '../query/index.tsx';
import { Search } from '../search/index.tsx';
import { Table } from '../table/index.tsx';
import { TimelinePane } from '../timeline/index.tsx';
import { ExpandDialog } from './expand-dialog.tsx';
import { useKeptView } from './keep-view.ts';
import { benchVerbs } from './bench-verbs.ts';
import type { BenchVerbs } from './bench-verbs.ts';
import { focusWork } from './focus.ts';
import { onCanvasKey } from './keys.ts';
import { Overlay } from './overlay.tsx';
import { Rail } from './rail.tsx';
import type { Panes } from './panes.ts';
import { useInside } from './use-inside.ts';
import { WorkbenchProvider, makeWorkbench, useBench, useSceneNow, useWorkbench } from './store.ts';
import { addRecords, choose, chooseEdge, hideOutside, moveNode, openExpansion, say, selectedNodes } from './verbs.ts';
import './workbench.css';

/** Below this width, CSS pixels, panes lie over the canvas and start closed. */
const NARROW = 1280;

export function Workbench({ state }: { readonly state: WindowState }) {
  const [bench] = useState(makeWorkbench);
  if (!state.context) return null;
  return (
    <WorkbenchProvider value={bench}>
      <Inside context={state.context} sync={state.sync} online={state.hub.online} />
    </WorkbenchProvider>
  );
}

interface InsideProps {
  readonly context: NonNullable<WindowState['context']>;
  readonly sync: WindowState['sync'];
  readonly online: boolean;
}

function Inside({ context, sync, online }: InsideProps) {
  const bench = useWorkbench();
  const { store } = bench;
  const scene = useSceneNow();
  const state = useBench((all) => all);
  const { selected, selectedEdge, brush, mode, known } = state;
  const { now } = state.history;
  const [panes, setPanes] = useState<Panes>(() => ({ search: true, timeline: true, details: window.innerWidth >= NARROW, cases: false }));
  useKeptView(bench);
  useEffect(() => bench.rest, [bench]);
  const [savedOpen, openSaved] = useState(false);
  const verbs = useBenchVerbs(context.role, setPanes, openSaved);
  useNarrow(setPanes);
  const [cases] = useState(makeCases);
  const showCases = useCallback(() => setPanes((open) => ({ ...open, cases: true })), []);
  useCaseVerbs({ bench, cases, role: context.role, shown: panes.cases, onShow: showCases });
  const mayWrite = permits(context.role, 'case.write');

  const inside = useInside(scene, brush);
  const nodes = useMemo(() => selectedNodes({ selected }, scene), [selected, scene]);
  const chosen = useMemo(() => nodes.flatMap((node) => node.records.map(({ id }) => id)), [nodes]);
  const drawn = useMemo(() => [...scene.nodes.values()].flatMap((node) => node.records.map(({ id }) => id)), [scene]);
  const onCamera = useCallback(
    (camera: CanvasCamera | null) => {
      bench.view = bench.camera?.view() ?? bench.view;
      bench.camera = camera;
    },
    [bench],
  );
  const onFailed = useCallback(
    () => store.setState({ mode: 'table', message: 'No graph can be drawn on this machine; the table does the same.' }),
    [store],
  );
  const onAdd = (ids: readonly RecordId[]): void => {
    // Over a narrow window the pane lies on what is added.
    if (window.innerWidth < NARROW) setPanes((open) => ({ ...open, search: false }));
    focusWork();
    void addRecords(bench, ids);
  };
  const neighbours = (id: RecordId) => ({ drawn: neighboursOf(scene, id).size, total: known.totals.get(id) ?? null });
  const stale = !online || (sync.sliceAt !== null && Date.now() - sync.sliceAt > 3_600_000);
  return (
    <div
      className="workbench"
      data-search={panes.search || undefined}
      data-details={panes.details || panes.cases || undefined}
      data-timeline={panes.timeline || undefined}
      onCopy={onCopyByHand}
    >
      <Rail panes={panes} verbs={verbs} />
      <div className="workbench-main">
        <QueryBar
          role={context.role}
          mark={context.mark}
          sliceAt={sync.sliceAt}
          text={state.query}
          savedOpen={savedOpen}
          savedName={nameOf(verbs.saved)}
          onText={(query) => store.setState({ query })}
          onSaved={openSaved}
          onAdd={onAdd}
          onLeave={focusWork}
        />
        <div className="workbench-panes">
          {panes.search && (
            <aside className="workbench-left" aria-label="Results">
              <Search drawn={(id) => now.places.has(id)} onAdd={(id) => onAdd([id])} />
            </aside>
          )}
          <div className="workbench-middle">
            <section
              className="workbench-canvas"
              aria-label={mode === 'graph' ? 'Graph' : 'Table'}
              data-region="canvas"
              data-stale={stale || undefined}
              data-nodes={scene.nodes.size}
              data-edges={scene.edges.size}
              data-pinned={pinnedCount(now)}
              data-selected={selected.size}
              data-loaded={state.loaded || undefined}
            >
              {mode === 'graph' ? (
                <Canvas
                  label={`Graph of ${scene.nodes.size} nodes and ${scene.edges.size} edges. Arrow keys walk among neighbours, E expands, T shows the table.`}
                  scene={scene}
                  selected={selected}
                  selectedEdge={selectedEdge}
                  inside={inside}
                  onKeyDown={(event) => onCanvasKey(bench, event)}
                  onCamera={onCamera}
                  onFailed={onFailed}
                  view={bench.view}
                  onSelect={(ids, how) => choose(bench, ids, how)}
                  onSelectEdge={(id) => chooseEdge(bench, id)}
                  onOpen={(id) => {
                    choose(bench, [id], 'only');
                    void openExpansion(bench);
                  }}
                  onMove={(id, to) => moveNode(bench, id, to)}
                />
              ) : (
                <Table scene={scene} selected={selected} inside={inside} onSelect={(ids, how) => choose(bench, ids, how)} />
              )}
              <Overlay sliceAt={stale ? sync.sliceAt : null} />
            </section>
            {panes.timeline && (
              <TimelinePane
                ids={chosen.length > 0 ? chosen : drawn}
                scope={chosen.length > 0 ? 'selected' : 'drawn'}
                brush={brush}
                onBrush={(range) => store.setState({ brush: range })}
                onRemoveOutside={(range) => hideOutside(bench, range)}
                onChoose={(id) => (now.places.has(id) ? choose(bench, [id], 'only') : onAdd([id]))}
              />
            )}
          </div>
          {panes.cases && (
            <aside className="workbench-right" aria-label="Cases">
              <CasesPane bench={bench} cases={cases} mayWrite={mayWrite} online={online} />
            </aside>
          )}
          {panes.details && !panes.cases && (
            <aside className="workbench-right" aria-label="Details">
              <Details
                nodes={nodes}
                edge={selectedEdge ? (scene.edges.get(selectedEdge) ?? null) : null}
                nodeOf={(id) => known.nodes.get(id)}
                neighbours={neighbours}
                onChoose={(id) => choose(bench, [id], 'only')}
              />
            </aside>
          )}
        </div>
      </div>
      <ExpandDialog mark={context.mark} onClose={focusWork} />
      <CaseDialogs bench={bench} cases={cases} mark={context.mark} role={context.role} />
      <p className="spoken" role="status" data-live>
        {state.message}
      </p>
    </div>
  );
}

/** A window that becomes narrow puts details away, one that becomes wide brings them back. */
function useNarrow(setPanes: (change: (panes: Panes) => Panes) => void): void {
  useEffect(() => {
    const narrow = window.matchMedia(`(width < ${NARROW}px)`);
    const onChange = (): void => setPanes((panes) => ({ ...panes, details: !narrow.matches }));
    narrow.addEventListener('change', onChange);
    return () => narrow.removeEventListener('change', onChange);
  }, [setPanes]);
}

/** The bench's verbs, heard and found as long as it is shown. */
function useBenchVerbs(role: Role, setPanes: (change: (panes: Panes) => Panes) => void, openSaved: (open: boolean) => void): BenchVerbs {
  const bench = useWorkbench();
  const verbs = useMemo(
    () =>
      benchVerbs({
        bench,
        role,
        onPane: (pane, open) => setPanes((panes) => ({ ...panes, [pane]: open === 'turn' ? !panes[pane] : open })),
        onSaved: () => openSaved(true),
      }),
    [bench, role, setPanes, openSaved],
  );
  const part = useMemo(
    () => ({
      title: 'Workbench',
      verbs: Object.values(verbs),
      explain: (why: string) => say(bench, why),
      show: (id: string) => {
        focusWork();
        // An empty table has nothing that could have focus: once more when the record is there, unless one is elsewhere by then.
        void addRecords(bench, [id as RecordId]).then(() => document.activeElement?.closest('[role=dialog]') ?? focusWork());
      },
    }),
    [bench, verbs],
  );
  useProvided(part);
  return verbs;
}
