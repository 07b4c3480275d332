/** The status bar: hub, slice age, unsent records, clock. Always there, always as high. */
import { Circle, CircleCheck, FlaskConical, TriangleAlert } from 'lucide-react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { clock, day } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';
import { auditLine, hubLine, sliceLine } from './lines.ts';
import type { Line } from './lines.ts';
import './status.css';

const ICONS = { ok: CircleCheck, warn: TriangleAlert, muted: Circle } as const;

function Said({ line, name, icon = false }: { readonly line: Line; readonly name: string; readonly icon?: boolean }) {
  const Icon = ICONS[line.tone];
  return (
    <span className="status-said cut" data-tone={line.tone} data-status={name} title={line.text}>
      {icon && <Icon size={12} aria-hidden />}
      <span className="cut">{line.text}</span>
    </span>
  );
}

export function Status({ state }: { readonly state: WindowState }) {
  const now = useNow();
  const slice = sliceLine(state, now);
  return (
    <footer className="status" aria-label="Status">
      <Said line={hubLine(state, now)} name="hub" icon />
      {state.hub.demo && (
        <span className="status-said" data-tone="warn" data-status="demo">
          <FlaskConical size={12} aria-hidden />
          Demo hub
        </span>
      )}
      <span className="status-gap" />
      {slice && <Said line={slice} name="slice" />}
      <Said line={auditLine(state)} name="unsent" />
      <time className="mono status-clock" dateTime={new Date(now).toISOString()}>
        {day(now)} {clock(now)} UTC
      </time>
    </footer>
  );
}
