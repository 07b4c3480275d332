/** All that one open customer's workbench holds. It is made when the customer opens and goes with it. */
import { createContext, useContext } from 'react';
import { createStore, useStore } from 'zustand';
import type { StoreApi } from 'zustand';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import type { Range } from '../../canvas/brush.ts';
import type { CanvasCamera } from '../../canvas/canvas.tsx';
import { startHistory } from '../../canvas/history.ts';
import type { History } from '../../canvas/history.ts';
import { NOTHING_KNOWN } from '../../canvas/known.ts';
import type { Known } from '../../canvas/known.ts';
import type { Scene } from '../../canvas/scene.ts';
import { Scenes } from '../../canvas/scenes.ts';

export type Counts = ActionOutput<'graph.counts'>;

export interface Task {
  /** In words: "Reading 2,000 of 4,000". */
  readonly busy: string;
  /** Ends it, where it can be ended. */
  readonly stop: (() => void) | null;
  /** Of the layouts only one is at work. */
  readonly layout: boolean;
}

export interface WorkbenchState {
  readonly history: History;
  readonly known: Known;
  /** Ids of the scene: records and groups. The last one chosen is what details show. */
  readonly selected: ReadonlySet<string>;
  readonly selectedEdge: string | null;
  readonly brush: Range | null;
  readonly mode: 'graph' | 'table';
  /** The node whose neighbours have been counted and wait for a choice. */
  readonly expanding: { readonly id: RecordId; readonly counts: Counts } | null;
  /** What is under way on the canvas, in the order in which it began. */
  readonly tasks: readonly Task[];
  /** Spoken politely. */
  readonly message: string;
  readonly error: AppError | null;
  readonly query: string;
  /** Grows with each large change that has come into the scene. */
  readonly settled: number;
  /** The saved view has been put back, or there was none. Until then nothing is saved. */
  readonly loaded: boolean;
  /** What can be done when the saved view could not be read, which is kept as it is until then. */
  readonly reopen: { readonly error: AppError; readonly retry: () => void; readonly startEmpty: () => void } | null;
}

export interface Workbench {
  readonly store: StoreApi<WorkbenchState>;
  /** One after the other: what is read is joined to all that stood there before it. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** The scene that is seen: of this state, or, while a large change is being settled, the last whole one before it. */
  readonly scene: (state: WorkbenchState) => Scene;
  /** Calls back with the scene of the present state, when it is whole: mostly at once. */
  readonly whenWhole: (then: (scene: Scene) => void) => void;
  /** Nobody looks any more: what is being settled is given up. */
  readonly rest: () => void;
  /** The camera, while the canvas is shown. */
  camera: CanvasCamera | null;
  /** Where it looked when the canvas was last shown. */
  view: ReturnType<CanvasCamera['view']> | null;
}

const START: WorkbenchState = {
  history: startHistory(),
  known: NOTHING_KNOWN,
  selected: new Set(),
  selectedEdge: null,
  brush: null,
  mode: 'graph',
  expanding: null,
  tasks: [],
  message: '',
  error: null,
  query: '',
  settled: 0,
  loaded: false,
  reopen: null,
};

export function makeWorkbench(): Workbench {
  const store = createStore<WorkbenchState>(() => START);
  const scenes = new Scenes({ onWhole: () => store.setState(({ settled }) => ({ settled: settled + 1 })) });
  const scene = ({ history, known }: WorkbenchState): Scene => scenes.of(history.now, known);
  const whenWhole = (then: (scene: Scene) => void): void => {
    scene(store.getState());
    scenes.whenWhole(then);
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
  return { store, inTurn, scene, whenWhole, rest: () => scenes.rest(), camera: null, view: null };
}

const Context = createContext<Workbench | null>(null);
export const WorkbenchProvider = Context.Provider;

export function useWorkbench(): Workbench {
  const workbench = useContext(Context);
  if (!workbench) throw new Error('no workbench');
  return workbench;
}

export const useBench = <T>(select: (state: WorkbenchState) => T): T => useStore(useWorkbench().store, select);

export function useSceneNow(): Scene {
  const { store, scene } = useWorkbench();
  return useStore(store, scene);
}
