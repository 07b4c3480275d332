/** What the analyst can do with the canvas: ask main, learn the records, take a step of the view. Errors stay where they arose. */
import type { AppError } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../../shared/graph/kinds.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';
import { inside as insideOf } from '../../canvas/brush.ts';
import type { Range } from '../../canvas/brush.ts';
import { leavesOf } from '../../canvas/folds.ts';
import { redo as redone, step, undo as undone } from '../../canvas/history.ts';
import type { History } from '../../canvas/history.ts';
import { learn, learnTotal } from '../../canvas/known.ts';
import { KIND_LOOKS, countOf } from '../../canvas/kinds.ts';
import {
  add,
  hiddenCount,
  hide,
  move,
  setRest,
  showHidden,
  toggleFolded,
  toggleMerged,
  toggleOff,
  togglePinned,
} from '../../canvas/model.ts';
import { inPieces } from '../../canvas/pieces.ts';
import { groupId } from '../../canvas/scene.ts';
import type { Scene, SceneNode } from '../../canvas/scene.ts';
import { standIn } from '../../canvas/shown.ts';
import type { CanvasState, Point } from '../../canvas/state.ts';
import { count } from '../../ui/format.ts';
import { readRecords } from './reading.ts';
import type { ReadRecords } from './reading.ts';
import type { Workbench, WorkbenchState } from './store.ts';
import { begin, during } from './tasks.ts';

export const CHOOSE_FIRST = 'Choose a node first.';
const CHOOSE_TWO = 'Choose two nodes first: Shift adds to what is chosen.';
export const NOT_OPEN = 'The canvas is not open yet: Retry, or start empty.';
const NO_GROUP = 'A group is not expanded. Press G to take it apart.';

export const say = ({ store }: Workbench, message: string): void => store.setState({ message, error: null });
const refuse = ({ store }: Workbench, error: AppError): void => store.setState({ error });
/** A step of the view, with the name by which it is undone: "hide 12". */
const take = ({ store }: Workbench, next: CanvasState, said: string): void =>
  store.setState(({ history }) => ({ history: step(history, next, said) }));
const now = ({ store }: Workbench): CanvasState => store.getState().history.now;

/** Selected nodes of the scene, in the order of choice. */
export const selectedNodes = ({ selected }: Pick<WorkbenchState, 'selected'>, scene: Scene): readonly SceneNode[] =>
  [...selected].map((id) => scene.nodes.get(id)).filter((node) => node !== undefined);

const selectedRecords = (bench: Workbench): readonly RecordId[] => {
  const state = bench.store.getState();
  return selectedNodes(state, bench.scene(state)).flatMap((node) => node.records.map(({ id }) => id));
};

/**
 * Reads records and what joins them to all that stands there, with a way to stop where there are many. To be called in turn.
 * Null when it failed.
 */
async function read(bench: Workbench, ids: readonly RecordId[]): Promise<ReadRecords | null> {
  const asked = new Set(ids);
  const others = (): readonly RecordId[] => [...now(bench).places.keys()].filter((id) => !asked.has(id));
  const to = others();
  let stopped = false;
  const many = ids.length > LIMITS.readNodes;
  const task = begin(bench, 'Reading', many ? { stop: () => (stopped = true) } : {});
  const onProgress = (done: number): void => {
    if (many) task.say(`Reading ${count(done)} of ${count(ids.length)}`);
  };
  const result = await readRecords(ids, { to, onProgress, isStopped: () => stopped });
  // What came onto the canvas meanwhile, by doing a step again say, is joined too.
  const there = new Set(to);
  const late = others().filter((id) => !there.has(id));
  const joined = await readRecords(late, { to: ids, onProgress: () => undefined, isStopped: () => !result.ok });
  task.end();
  for (const part of [result, joined]) {
    if (part.ok) bench.store.setState(({ known }) => ({ known: learn(known, part.value.nodes, part.value.edges) }));
    else refuse(bench, part.error);
  }
  return result.ok && joined.ok ? result.value : null;
}

/** Draws records around the middle of what is seen, selects the first and looks at it. */
export const addRecords = (bench: Workbench, ids: readonly RecordId[]): Promise<void> =>
  bench.inTurn(() => addInTurn(bench, [...new Set(ids)]));

async function addInTurn(bench: Workbench, ids: readonly RecordId[]): Promise<void> {
  if (ids.length === 0) return;
  if (bench.store.getState().reopen) return say(bench, NOT_OPEN);
  // More than the canvas holds need not be read.
  const wanted = ids.slice(0, LIMITS.canvasStop);
  const done = await read(bench, wanted);
  if (!done) return;
  // What was not asked for again before a stop has no edges yet, even where it is known.
  const seen = wanted.slice(0, done.asked).filter((id) => bench.store.getState().known.nodes.has(id));
  const { state, added } = add(now(bench), seen, bench.camera?.middle() ?? { x: 0, y: 0 });
  take(bench, state, `add ${count(added.length)}`);
  const [first] = seen;
  if (first !== undefined) choose(bench, [first], 'only');
  const place = first && state.places.get(first);
  if (added.length > LIMITS.expandMax) bench.camera?.fit(added.map((id) => state.places.get(id)!));
  else if (place) bench.camera?.centre(place);
  const left = ids.filter((id) => !state.places.has(id)).length;
  const line = added.length === 0 && left === 0 ? 'Already on the canvas.' : addedLine(added.length, left);
  say(bench, done.asked < wanted.length ? `Stopped: ${line}` : line);
}

const addedLine = (added: number, left: number): string => `${count(added)} added, ${count(left)} not drawn.`;

/** Counts first; the choice is the dialog's. */
export async function openExpansion(bench: Workbench): Promise<void> {
  const state = bench.store.getState();
  const node = selectedNodes(state, bench.scene(state)).at(-1);
  if (!node) return say(bench, CHOOSE_FIRST);
  const record = node.records[0];
  if (node.group || !record) return say(bench, NO_GROUP);
  const counted = await during(bench, 'Counting neighbours', act('graph.counts', { id: record.id }));
  if (!counted.ok) return refuse(bench, counted.error);
  const { total } = counted.value;
  bench.store.setState(({ known }) => ({ known: learnTotal(known, record.id, total), error: null }));
  if (total === 0) return say(bench, 'No neighbours in this slice.');
  bench.store.setState({ expanding: { id: record.id, counts: counted.value } });
}

/** Why what is chosen last can't be expanded, or null. */
export function whyNotExpand(bench: Workbench): string | null {
  const state = bench.store.getState();
  const node = selectedNodes(state, bench.scene(state)).at(-1);
  return node ? (node.group ? NO_GROUP : null) : CHOOSE_FIRST;
}

/** The two records chosen last, or null where they are not two. */
function twoChosen(bench: Workbench): readonly [RecordId, RecordId] | null {
  const state = bench.store.getState();
  const [from, to] = selectedNodes(state, bench.scene(state)).slice(-2);
  if (!from?.records[0] || !to?.records[0] || from.group || to.group) return null;
  return [from.records[0].id, to.records[0].id];
}
export const whyNotPath = (bench: Workbench): string | null => (twoChosen(bench) ? null : CHOOSE_TWO);

/** Draws and selects the shortest path between the two nodes chosen last. */
export async function showPath(bench: Workbench): Promise<void> {
  const ends = twoChosen(bench);
  if (!ends) return say(bench, CHOOSE_TWO);
  const [from, to] = ends;
  const found = await during(bench, 'Looking for a path', act('graph.path', { from, to }));
  if (!found.ok) return refuse(bench, found.error);
  const { nodes, edges, hops } = found.value;
  if (hops === null) return say(bench, `No path within ${LIMITS.hops} hops in this slice.`);
  bench.store.setState(({ known }) => ({ known: learn(known, nodes, edges) }));
  const ids = nodes.map(({ id }) => id);
  const { places } = now(bench);
  const [start, end] = [places.get(from), places.get(to)];
  // In one step, each where the straight way between the ends has it.
  let state = now(bench);
  let [added, left] = [0, 0];
  for (const [at, id] of ids.entries()) {
    const along = hops === 0 ? 0 : at / hops;
    const near = start && end ? { x: start.x + (end.x - start.x) * along, y: start.y + (end.y - start.y) * along } : { x: 0, y: 0 };
    const one = add(state, [id], near);
    state = one.state;
    added += one.added.length;
    left += one.left;
  }
  take(bench, state, `path of ${count(hops)}`);
  await bench.inTurn(() => read(bench, ids));
  choose(bench, ids, 'only');
  bench.camera?.fit(ids.flatMap((id) => now(bench).places.get(id) ?? []));
  say(bench, `Path of ${count(hops)} ${hops === 1 ? 'hop' : 'hops'}. ${addedLine(added, left)}`);
}

export interface Expansion {
  readonly kinds: readonly NodeKind[] | null;
  readonly edges: readonly EdgeKind[] | null;
  readonly cap: number;
}

export async function expand(bench: Workbench, id: RecordId, { kinds, edges, cap }: Expansion): Promise<void> {
  const { store } = bench;
  store.setState({ expanding: null });
  const around = await during(bench, 'Expanding', act('graph.expand', { id, kinds: kinds && [...kinds], edges: edges && [...edges], cap }));
  if (!around.ok) return refuse(bench, around.error);
  const { nodes, rest } = around.value;
  store.setState(({ known }) => ({ known: learn(known, nodes, around.value.edges) }));
  const before = now(bench);
  const ordered = [...nodes].sort((a, b) => a.kind.localeCompare(b.kind));
  const full = before.places.size + nodes.length > LIMITS.canvasStop;
  const { state, added, left } = add(
    before,
    (full ? nodes : ordered).map((node) => node.id),
    before.places.get(id) ?? { x: 0, y: 0 },
  );
  take(bench, setRest(state, id, rest + left), `expand, ${count(added.length)} added`);
  say(
    bench,
    addedLine(added.length, rest + left) +
      (left > 0 ? ` The canvas holds ${count(LIMITS.canvasStop)} at most: hide some, then expand again.` : ''),
  );
  if (added.length > 0) await bench.inTurn(() => read(bench, added));
}

export function choose({ store }: Workbench, ids: readonly string[], how: 'only' | 'add' | 'remove'): void {
  store.setState(({ selected }) => {
    const next = new Set(how === 'only' ? [] : selected);
    for (const id of ids) {
      next.delete(id);
      if (how !== 'remove') next.add(id);
    }
    return { selected: next, selectedEdge: null };
  });
}

export const chooseEdge = ({ store }: Workbench, id: string | null): void => store.setState({ selectedEdge: id, selected: new Set() });

/** Runs a step over the selected records, or says that there are none. */
function withSelected(
  bench: Workbench,
  verb: (state: CanvasState, ids: readonly RecordId[]) => CanvasState,
  name: string,
  said: (ids: readonly RecordId[]) => string,
): void {
  const ids = selectedRecords(bench);
  if (ids.length === 0) return say(bench, CHOOSE_FIRST);
  take(bench, verb(now(bench), ids), `${name} ${count(ids.length)}`);
  say(bench, said(ids));
}

/** Who is pinned leaves its group, who is unpinned goes back into it: what was chosen stays chosen. */
export function pin(bench: Workbench): void {
  const ids = selectedRecords(bench);
  withSelected(bench, togglePinned, 'pin or unpin', ([first]) => (first && now(bench).places.get(first)?.pinned ? 'Pinned.' : 'Unpinned.'));
  if (ids.length === 0) return;
  const { known } = bench.store.getState();
  const ends = ids.map((id) => {
    const record = known.nodes.get(id);
    return record ? standIn(now(bench), record, now(bench).places.get(id)?.pinned ?? false) : id;
  });
  choose(bench, ends, 'only');
}

export function hideSelected(bench: Workbench): void {
  withSelected(bench, hide, 'hide', (ids) => `${count(ids.length)} hidden; undo brings ${ids.length === 1 ? 'it' : 'them'} back.`);
  choose(bench, [], 'only');
}

/** Hides what lies outside a stretch of time and is not pinned, and ends the brush. */
export function hideOutside(bench: Workbench, range: Range): void {
  const scene = bench.scene(bench.store.getState());
  inPieces(insideOf(scene, range), (inside) => {
    // Of another scene by now: what came meanwhile may lie inside.
    if (bench.scene(bench.store.getState()) !== scene) return hideOutside(bench, range);
    const outside = [...scene.nodes.values()].filter((node) => !inside.has(node.id));
    const { places } = now(bench);
    // One may have been pinned and not be drawn so yet.
    const ids = outside.flatMap((node) => node.records.map(({ id }) => id)).filter((id) => !places.get(id)?.pinned);
    take(bench, hide(now(bench), ids), `hide ${count(ids.length)} outside the brush`);
    bench.store.setState({ brush: null });
    say(bench, `What lies outside is hidden; undo brings it back.`);
  });
}

export function showAll(bench: Workbench): void {
  take(bench, showHidden(now(bench)), `show ${count(hiddenCount(now(bench)))}`);
  say(bench, 'All shown.');
}

export function collapse(bench: Workbench): void {
  const state = bench.store.getState();
  const node = selectedNodes(state, bench.scene(state)).at(-1);
  const id = node?.records[0]?.id;
  if (!node || !id || node.group) return say(bench, CHOOSE_FIRST);
  const next = toggleFolded(now(bench), id);
  const folds = next.folded.has(id);
  // What a node holds back, whether its leaves stood alone or in a group.
  const { length } = leavesOf(folds ? next : now(bench), state.known, id);
  if (folds && length === 0) return say(bench, 'No leaves that only this node reaches.');
  take(bench, next, folds ? 'fold' : 'unfold');
  say(bench, `${count(length)} ${folds ? 'folded' : 'unfolded'}.`);
}

export function group(bench: Workbench): void {
  const state = bench.store.getState();
  const node = selectedNodes(state, bench.scene(state)).at(-1);
  if (!node) return say(bench, CHOOSE_FIRST);
  const next = toggleMerged(now(bench), node.kind);
  const merged = next.merged.has(node.kind);
  take(bench, next, `${merged ? 'group' : 'ungroup'} ${KIND_LOOKS[node.kind].plural}`);
  choose(bench, merged && !node.pinned ? [groupId(node.kind)] : [], 'only');
  say(bench, merged ? `All ${KIND_LOOKS[node.kind].plural} are one node.` : `${countOf(node.kind, node.records.length)} apart again.`);
}

/** A group moves with all of its members. */
export function moveNode(bench: Workbench, id: string, to: Point): void {
  const node = bench.scene(bench.store.getState()).nodes.get(id);
  if (!node) return;
  const { places } = now(bench);
  const moved = node.records.map((record) => {
    const from = places.get(record.id);
    // One alone may stand elsewhere by now than it is drawn.
    return [record.id, node.group && from ? { x: from.x + to.x - node.x, y: from.y + to.y - node.y } : to] as const;
  });
  take(bench, move(now(bench), new Map(moved)), `move ${count(moved.length)}`);
}

/** The legend's switch. */
export function switchKind(bench: Workbench, kind: NodeKind): void {
  const next = toggleOff(now(bench), kind);
  const isOff = next.off.has(kind);
  take(bench, next, `${isOff ? 'switch off' : 'switch on'} ${KIND_LOOKS[kind].plural}`);
  say(bench, `${KIND_LOOKS[kind].plural} ${isOff ? 'are off' : 'are on'}.`);
}

function stepBy(
  bench: Workbench,
  turn: (history: History) => History,
  stepOf: (history: History) => string | undefined,
  word: string,
): void {
  const { history } = bench.store.getState();
  const next = turn(history);
  bench.store.setState({ history: next });
  say(bench, next === history ? `Nothing to ${word === 'Undone' ? 'undo' : 'redo'}.` : `${word}: ${stepOf(history)}.`);
}
export const undo = (bench: Workbench): void => stepBy(bench, undone, ({ past }) => past.at(-1)?.said, 'Undone');
export const redo = (bench: Workbench): void => stepBy(bench, redone, ({ future }) => future[0]?.said, 'Done again');
