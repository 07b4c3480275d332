/** The rail: which panes are open, graph or table, layouts, undo. A button that has a key says so. */
import {
  Clock,
  FolderOpen,
  LayoutList,
  Network,
  PanelRight,
  Redo2,
  Route,
  Search,
  Share2,
  Table2,
  Undo2,
  Waypoints,
  Workflow,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { nameOf } from '../../verb.ts';
import { LAYOUTS } from './arrange.ts';
import type { Layout } from './arrange.ts';
import type { BenchVerbs } from './bench-verbs.ts';
import type { Panes } from './panes.ts';
import { useBench } from './store.ts';

const LAYOUT_ICONS: Readonly<Record<Layout, LucideIcon>> = { force: Waypoints, tree: Workflow, radial: Share2, time: Clock };

export function Rail({ panes, verbs }: { readonly panes: Panes; readonly verbs: BenchVerbs }) {
  // What the verbs say of themselves follows the bench.
  useBench((state) => state);
  const mode = useBench((state) => state.mode);
  const pane = (name: keyof Panes, Icon: LucideIcon) => {
    const verb = verbs[`${name}Pane`];
    return <IconButton label={nameOf(verb)} icon={<Icon size={18} />} aria-pressed={panes[name]} onClick={verb.run} />;
  };
  const does = (name: keyof BenchVerbs, Icon: LucideIcon) => (
    <IconButton
      key={name}
      label={nameOf(verbs[name])}
      icon={<Icon size={18} />}
      aria-disabled={verbs[name].why() !== null}
      onClick={verbs[name].run}
    />
  );
  const shown = (name: 'graph' | 'table', label: string, Icon: LucideIcon) => (
    <IconButton label={label} icon={<Icon size={18} />} aria-pressed={mode === name} onClick={() => mode !== name && verbs.mode.run()} />
  );
  return (
    <nav className="rail" aria-label="Workbench" data-region="rail">
      {pane('search', Search)}
      {pane('timeline', LayoutList)}
      {pane('details', PanelRight)}
      {pane('cases', FolderOpen)}
      <hr />
      {shown('graph', 'Graph (T)', Network)}
      {shown('table', 'Table (T)', Table2)}
      <hr />
      {does('path', Route)}
      {LAYOUTS.map((layout) => does(layout, LAYOUT_ICONS[layout]))}
      <hr />
      {does('undo', Undo2)}
      {does('redo', Redo2)}
    </nav>
  );
}
