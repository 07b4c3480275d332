/** The workbench's own verbs, in the order in which palette and list of keys show them. */
import { permits, ROLES } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { hiddenCount } from '../../canvas/model.ts';
import { always } from '../../verb.ts';
import type { Verb } from '../../verb.ts';
import { LAYOUTS, arrangeBy } from './arrange.ts';
import type { Layout } from './arrange.ts';
import { focusOn, focusWork } from './focus.ts';
import type { Panes } from './panes.ts';
import type { Workbench, WorkbenchState } from './store.ts';
import { stoppable } from './tasks.ts';
import {
  CHOOSE_FIRST,
  collapse,
  group,
  hideSelected,
  openExpansion,
  pin,
  redo,
  showAll,
  showPath,
  undo,
  whyNotExpand,
  whyNotPath,
} from './verbs.ts';

type Name =
  | 'search'
  | 'query'
  | 'saved'
  | 'expand'
  | 'path'
  | 'pin'
  | 'hide'
  | 'showAll'
  | 'collapse'
  | 'group'
  | 'undo'
  | 'redo'
  | 'mode'
  | 'brush'
  | Layout
  | 'closer'
  | 'farther'
  | 'fit'
  | 'stop'
  | 'clear'
  | `${keyof Panes}Pane`;

export type BenchVerbs = Readonly<Record<Name, Verb>>;

export interface BenchVerbsOptions {
  readonly bench: Workbench;
  readonly role: Role;
  readonly onPane: (pane: keyof Panes, open: boolean | 'turn') => void;
  readonly onSaved: () => void;
}

export function benchVerbs({ bench, role, onPane, onSaved }: BenchVerbsOptions): BenchVerbs {
  const { store } = bench;
  const state = (): WorkbenchState => store.getState();
  const where = 'work' as const;
  const mayAsk = (): string | null => (permits(role, 'graph.query') ? null : `Needs role ${ROLES.investigator.title}.`);
  const chosen = (): string | null => (state().selected.size === 0 ? CHOOSE_FIRST : null);
  const drawn = (): string | null => (bench.scene(state()).nodes.size === 0 ? 'Nothing is drawn.' : null);
  const onGraph = (): string | null => drawn() ?? (bench.camera ? null : 'Only the graph has this.');
  const layout = (name: Layout, at: number): Verb => ({
    label: `Arrange by ${name}`,
    keys: [String(at + 1)],
    where,
    why: drawn,
    run: () => void arrangeBy(bench, name),
  });
  const [force, tree, radial, time] = LAYOUTS.map(layout) as [Verb, Verb, Verb, Verb];
  const pane = (name: keyof Panes): Verb => ({
    label: `${name.charAt(0).toUpperCase()}${name.slice(1)} pane`,
    where: 'page',
    why: always,
    run: () => onPane(name, 'turn'),
  });
  return {
    search: {
      label: 'Search',
      keys: ['/'],
      where: 'page',
      why: always,
      run: () => {
        onPane('search', true);
        focusOn('input[data-search]');
        // Where the pane was closed, as soon as it is there.
        requestAnimationFrame(() => focusOn('input[data-search]'));
      },
    },
    query: {
      label: 'Query',
      keys: ['Ctrl+L'],
      where: 'window',
      why: mayAsk,
      run: () => focusOn('[data-query]'),
    },
    saved: { label: 'Saved questions', keys: ['Ctrl+Shift+S'], where: 'window', why: mayAsk, run: onSaved },
    expand: { label: 'Expand', keys: ['E'], where, why: () => whyNotExpand(bench), run: () => void openExpansion(bench) },
    path: { label: 'Path between two', keys: ['Shift+P'], where, why: () => whyNotPath(bench), run: () => void showPath(bench) },
    pin: { label: 'Pin', keys: ['P'], where, why: chosen, run: () => pin(bench) },
    hide: { label: 'Hide', keys: ['H'], where, why: chosen, run: () => hideSelected(bench) },
    showAll: {
      label: 'Show what is hidden',
      where,
      why: () => (hiddenCount(state().history.now) === 0 ? 'Nothing is hidden.' : null),
      run: () => showAll(bench),
    },
    collapse: { label: 'Collapse', keys: ['C'], where, why: () => whyNotExpand(bench), run: () => collapse(bench) },
    group: { label: 'Group', keys: ['G'], where, why: chosen, run: () => group(bench) },
    undo: {
      label: 'Undo',
      keys: ['Ctrl+Z'],
      where,
      why: () => (state().history.past.length === 0 ? 'Nothing to undo.' : null),
      run: () => undo(bench),
    },
    redo: {
      label: 'Redo',
      keys: ['Ctrl+Shift+Z'],
      where,
      why: () => (state().history.future.length === 0 ? 'Nothing to redo.' : null),
      run: () => redo(bench),
    },
    mode: {
      label: 'Graph or table',
      keys: ['T'],
      where,
      why: always,
      run: () => {
        store.setState(({ mode }) => ({ mode: mode === 'graph' ? 'table' : 'graph' }));
        // When the other one is there.
        setTimeout(focusWork);
      },
    },
    brush: {
      label: 'Brush the timeline',
      keys: ['B'],
      where,
      why: always,
      run: () => {
        onPane('timeline', true);
        requestAnimationFrame(() => focusOn('[data-brush]'));
      },
    },
    force,
    tree,
    radial,
    time,
    closer: { label: 'Closer', keys: ['+', '='], where: 'canvas', why: onGraph, run: () => bench.camera?.zoomBy(1.25) },
    farther: { label: 'Farther', keys: ['-'], where: 'canvas', why: onGraph, run: () => bench.camera?.zoomBy(0.8) },
    fit: {
      label: 'Show all',
      keys: ['0'],
      where: 'canvas',
      why: onGraph,
      run: () => bench.camera?.fit([...bench.scene(state()).nodes.values()]),
    },
    stop: {
      label: 'Stop',
      keys: ['Escape'],
      where: 'page',
      quiet: true,
      why: () => (stoppable(bench) ? null : 'Nothing is under way.'),
      run: () => stoppable(bench)?.stop?.(),
    },
    clear: {
      label: 'Choose nothing',
      keys: ['Escape'],
      where,
      why: always,
      run: () => store.setState({ selected: new Set(), selectedEdge: null, brush: null, error: null }),
    },
    searchPane: pane('search'),
    timelinePane: pane('timeline'),
    detailsPane: pane('details'),
    casesPane: pane('cases'),
  };
}
