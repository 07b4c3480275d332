/**
 * The strip: bars by time. Dragging brushes, Shift-dragging removes what lies outside, double click clears. By keys:
 * arrows move the brush, Shift-arrows widen and narrow it, Delete removes what lies outside, Escape clears.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { TimelineEntry } from '../../../shared/contract/graph.ts';
import { rangeOf } from '../../canvas/brush.ts';
import type { Range } from '../../canvas/brush.ts';
import { stamp } from '../../ui/format.ts';
import { binsOf, ticksOf } from './bins.ts';

/** CSS pixels: a bar with its gap, the axis below, room at the sides. */
const BAR = 6;
const AXIS = 20;
const SIDE = 16;

export interface Brushing {
  readonly brush: Range | null;
  readonly onBrush: (range: Range | null) => void;
  /** Takes what lies outside of the brush off the canvas. */
  readonly onRemoveOutside: (range: Range) => void;
}

interface StripProps extends Brushing {
  readonly entries: readonly TimelineEntry[];
  readonly span: Range;
}

export function Strip({ entries, span, brush, onBrush, onRemoveOutside }: StripProps) {
  const element = useRef<HTMLDivElement>(null);
  const [{ width, height }, setSize] = useState({ width: 600, height: 80 });
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  useLayoutEffect(() => {
    const own = element.current;
    if (!own) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: own.clientWidth, height: own.clientHeight }));
    observer.observe(own);
    return () => observer.disconnect();
  }, []);
  const inner = Math.max(BAR, width - 2 * SIDE);
  const xOf = (time: number): number => SIDE + ((time - span.from) / (span.to - span.from)) * inner;
  const timeOf = (x: number): number => Math.round(span.from + Math.min(1, Math.max(0, (x - SIDE) / inner)) * (span.to - span.from));
  const bins = binsOf(entries, span, Math.floor(inner / BAR));
  const most = bins.reduce((top, bin) => Math.max(top, bin.count), 1);
  const tall = Math.max(8, height - AXIS - 4);
  // The root of the count: a single event stays visible beside a thousand.
  const heightOf = (value: number): number => (value === 0 ? 0 : Math.max(3, Math.sqrt(value / most) * tall));

  const at = (event: PointerEvent): number => timeOf(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ from: at(event), to: at(event) });
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (!drag) return;
    setDrag(null);
    const range = rangeOf(drag.from, at(event));
    if (xOf(range.to) - xOf(range.from) < 3) return;
    onBrush(range);
    if (event.shiftKey) onRemoveOutside(range);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyed(event, brush ?? span, span);
    if (next) onBrush(next);
    else if (event.key === 'Escape' && brush) onBrush(null);
    else if (event.key === 'Delete' && brush) onRemoveOutside(brush);
    else return;
    event.preventDefault();
  };
  const marked = drag ? rangeOf(drag.from, drag.to) : brush;
  return (
    <div
      ref={element}
      className="timeline-strip"
      data-brush
      tabIndex={0}
      role="application"
      aria-label={`Brush over time. ${brush ? `From ${stamp(brush.from)} to ${stamp(brush.to)}.` : 'Nothing is brushed.'} Arrows move it, Shift and arrows change its length, Delete hides what lies outside, Escape clears it.`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => drag && setDrag({ from: drag.from, to: at(event) })}
      onPointerUp={onPointerUp}
      onDoubleClick={() => onBrush(null)}
      onKeyDown={onKeyDown}
    >
      <svg width={width} height={height} aria-hidden>
        <line className="timeline-axis" x1={SIDE} x2={width - SIDE} y1={height - AXIS + 0.5} y2={height - AXIS + 0.5} />
        {ticksOf(span, Math.max(2, Math.floor(inner / 90))).map(({ time, text }) => (
          <g key={time} transform={`translate(${Math.round(xOf(time)) + 0.5} 0)`}>
            <line className="timeline-axis" y1={height - AXIS} y2={height - AXIS + 4} />
            <text
              className="timeline-tick"
              y={height - 4}
              textAnchor={xOf(time) > width - 48 ? 'end' : xOf(time) < 48 ? 'start' : 'middle'}
            >
              {text}
            </text>
          </g>
        ))}
        {marked && (
          <rect
            className="timeline-brush"
            x={xOf(marked.from)}
            width={Math.max(1, xOf(marked.to) - xOf(marked.from))}
            y={0}
            height={height - AXIS}
          />
        )}
        {bins.map((bin, index) => {
          const x = SIDE + (index / bins.length) * inner;
          const [all, alerts] = [heightOf(bin.count), heightOf(bin.alerts)];
          return (
            bin.count > 0 && (
              <g key={index}>
                <rect className="timeline-bar" x={x} width={BAR - 2} y={height - AXIS - all} height={all} rx={1} />
                {bin.alerts > 0 && (
                  <rect className="timeline-bar" data-alert="" x={x} width={BAR - 2} y={height - AXIS - alerts} height={alerts} rx={1} />
                )}
              </g>
            )
          );
        })}
      </svg>
    </div>
  );
}

/** The brush after an arrow key: a fortieth of the span at a time, within the span. */
function keyed({ key, shiftKey }: KeyboardEvent, { from, to }: Range, span: Range): Range | null {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const step = (span.to - span.from) / 40;
  const by = step * (key === 'ArrowLeft' ? -1 : 1);
  // Never narrower than a step.
  const end = Math.max(from + step, Math.min(span.to, to + by));
  if (shiftKey) return { from, to: Math.round(end) };
  const moved = Math.min(span.to - to, Math.max(span.from - from, by));
  return { from: Math.round(from + moved), to: Math.round(to + moved) };
}
