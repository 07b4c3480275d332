/** Timeline: what happened to the drawn or selected nodes, as a strip to brush over or as a list to read. */
import { ChartNoAxesColumn, List, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { act } from '../../api.ts';
import type { Range } from '../../canvas/brush.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { count, stamp } from '../../ui/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { spanOf } from './bins.ts';
import { EntryList } from './entry-list.tsx';
import { Strip } from './strip.tsx';
import type { Brushing } from './strip.tsx';
import './timeline.css';

/** Ms of rest after the last change of what is asked for: every reading is a record. */
const REST = 500;
/** More nodes than this are asked about less eagerly. */
const MANY = 2_000;
const REST_OF_MANY = 2_000;
/** Characters of an id in a list of them. */
const ID = 33;
type Timeline = ActionOutput<'graph.timeline'>;

interface TimelineProps extends Brushing {
  readonly ids: readonly RecordId[];
  readonly scope: 'selected' | 'drawn';
  readonly onChoose: (id: RecordId) => void;
}

export function TimelinePane({ ids, scope, brush, onBrush, onRemoveOutside, onChoose }: TimelineProps) {
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [form, setForm] = useState<'strip' | 'list'>('strip');
  const wanted = useMemo(() => ids.join(), [ids]);
  useEffect(() => {
    if (wanted === '') {
      setTimeline(null);
      return undefined;
    }
    let stale = false;
    const rest = wanted.length > MANY * ID ? REST_OF_MANY : REST;
    const timer = setTimeout(() => {
      void act('graph.timeline', { ids: wanted.split(','), from: null, to: null }).then((result) => {
        if (stale) return;
        setError(result.ok ? null : result.error);
        if (result.ok) setTimeline(result.value);
      });
    }, rest);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
    // The same nodes again, in another list, are not asked about again.
  }, [wanted]);

  const entries = timeline?.entries ?? [];
  const span = spanOf(entries);
  const shown = brush ? entries.filter(({ time }) => time >= brush.from && time <= brush.to) : entries;
  return (
    <section className="timeline" aria-label="Timeline" data-region="timeline" data-entries={entries.length} tabIndex={-1}>
      <header className="timeline-head">
        <h2>Timeline</h2>
        <p className="muted small cut">
          {timeline && span ? lineOf(timeline, scope, span) : 'What happened to the drawn nodes, in time order. UTC.'}
        </p>
        {brush && (
          <Button size="small" onClick={() => onBrush(null)}>
            <span className="mono">
              {stamp(brush.from)} – {stamp(brush.to).slice(stamp(brush.from).slice(0, 10) === stamp(brush.to).slice(0, 10) ? 11 : 0)}
            </span>
            <X size={14} aria-hidden />
            <span className="spoken">Clear the brush</span>
          </Button>
        )}
        <IconButton
          size="small"
          label="Strip"
          icon={<ChartNoAxesColumn size={16} />}
          aria-pressed={form === 'strip'}
          onClick={() => setForm('strip')}
        />
        <IconButton size="small" label="List" icon={<List size={16} />} aria-pressed={form === 'list'} onClick={() => setForm('list')} />
      </header>
      {error && <ErrorNotice error={error} />}
      {!error && form === 'list' && entries.length > 0 && <EntryList entries={shown} onChoose={onChoose} />}
      {!error && form === 'strip' && span && (
        <Strip entries={entries} span={span} brush={brush} onBrush={onBrush} onRemoveOutside={onRemoveOutside} />
      )}
      {!error && entries.length === 0 && (
        <p className="timeline-none muted">
          {wanted === '' ? 'Nothing is drawn yet.' : timeline ? 'Nothing is known to have happened to these.' : 'Reading…'}
          {wanted !== '' && timeline && (
            <>
              {' '}
              Expand <Kbd>E</Kbd> for more.
            </>
          )}
        </p>
      )}
    </section>
  );
}

function lineOf({ entries, total }: Timeline, scope: 'selected' | 'drawn', span: Range): string {
  const many = total > entries.length ? `${count(entries.length)} of ${count(total)}` : count(total);
  return `${many} ${total === 1 ? 'event' : 'events'} of the ${scope} nodes · ${stamp(span.from)} – ${stamp(span.to)} UTC`;
}
