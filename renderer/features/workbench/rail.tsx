/** The rail: which panes are open, graph or table, layouts, undo. A button that has a key says so. */
import { Clock, LayoutList, Network, PanelRight, Redo2, Search, Share2, Table2, Undo2, Waypoints, Workflow } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { keyName } from '../../ui/keys.ts';
import { IconButton } from '../../ui/button.tsx';
import { LAYOUTS, arrangeBy } from './arrange.ts';
import type { Layout } from './arrange.ts';
import { IS_MAC } from './keys.ts';
import { useBench, useWorkbench } from './store.ts';
import { redo, undo } from './verbs.ts';

export interface Panes {
  readonly search: boolean;
  readonly timeline: boolean;
  readonly details: boolean;
}

const LAYOUT_ICONS: Readonly<Record<Layout, LucideIcon>> = { force: Waypoints, tree: Workflow, radial: Share2, time: Clock };

export function Rail({ panes, onPanes }: { readonly panes: Panes; readonly onPanes: (panes: Panes) => void }) {
  const bench = useWorkbench();
  const mode = useBench((state) => state.mode);
  const past = useBench((state) => state.history.past.length);
  const future = useBench((state) => state.history.future.length);
  const empty = useBench((state) => state.history.now.places.size === 0);
  const pane = (name: keyof Panes, label: string, Icon: LucideIcon) => (
    <IconButton
      label={label}
      icon={<Icon size={18} />}
      aria-pressed={panes[name]}
      onClick={() => onPanes({ ...panes, [name]: !panes[name] })}
    />
  );
  const show = (next: 'graph' | 'table') => () => bench.store.setState({ mode: next });
  return (
    <nav className="rail" aria-label="Workbench" data-region="rail">
      {pane('search', 'Search pane', Search)}
      {pane('timeline', 'Timeline pane', LayoutList)}
      {pane('details', 'Details pane', PanelRight)}
      <hr />
      <IconButton label="Graph (T)" icon={<Network size={18} />} aria-pressed={mode === 'graph'} onClick={show('graph')} />
      <IconButton label="Table (T)" icon={<Table2 size={18} />} aria-pressed={mode === 'table'} onClick={show('table')} />
      <hr />
      {LAYOUTS.map((layout, index) => {
        const Icon = LAYOUT_ICONS[layout];
        return (
          <IconButton
            key={layout}
            label={`Arrange by ${layout} (${index + 1})`}
            icon={<Icon size={18} />}
            aria-disabled={empty}
            onClick={() => void arrangeBy(bench, layout)}
          />
        );
      })}
      <hr />
      <IconButton
        label={`Undo (${keyName('Ctrl+Z', IS_MAC)})`}
        icon={<Undo2 size={18} />}
        aria-disabled={past === 0}
        onClick={() => undo(bench)}
      />
      <IconButton
        label={`Redo (${keyName('Ctrl+Shift+Z', IS_MAC)})`}
        icon={<Redo2 size={18} />}
        aria-disabled={future === 0}
        onClick={() => redo(bench)}
      />
    </nav>
  );
}
