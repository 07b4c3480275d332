/** A log as a table, and the active record in full below it. */
import { Building2, RefreshCw, Server, MonitorOff, ScrollText, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { AuditLine } from '../../../shared/contract/audit.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { count, stamp } from '../../ui/format.ts';
import { Grid } from '../../ui/grid.tsx';
import type { Column } from '../../ui/grid.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Text } from '../../ui/text.tsx';
import { RecordDetails } from './record-details.tsx';
import type { Log } from './use-log.ts';
import { ACTOR_WORDS, actorOf, did, outcome } from './words.ts';
import './audit.css';

const ACTOR_ICONS = { mssp: UserRound, own: Building2, hub: Server, workstation: MonitorOff } as const;

function Who({ who }: { readonly who: string }) {
  const actor = actorOf(who);
  const Icon = ACTOR_ICONS[actor];
  return (
    <span className="log-who" data-actor={actor}>
      <Icon size={16} role="img" aria-label={ACTOR_WORDS[actor]} />
      <Sentence>{who}</Sentence>
    </span>
  );
}

function Result({ line }: { readonly line: AuditLine }) {
  const { tone, text } = outcome(line);
  return (
    <span className="log-result" data-tone={tone} title={text}>
      {text}
    </span>
  );
}

const COLUMNS: readonly Column<AuditLine>[] = [
  { title: 'Time (UTC)', width: '140px', cell: ({ time }) => <span className="mono">{stamp(time)}</span> },
  { title: 'Who', width: 'minmax(280px, 5.9fr)', cell: ({ who }) => <Who who={who} /> },
  { title: 'What', width: 'minmax(216px, 2fr)', cell: (line) => <span title={line.action}>{did(line)}</span> },
  { title: 'Result', width: 'minmax(96px, 1.2fr)', cell: (line) => <Result line={line} /> },
  { title: 'Reason, ticket or question', width: 'minmax(104px, 1.5fr)', cell: ({ text }) => (text === null ? '' : <Text>{text}</Text>) },
  { title: 'Device', width: '72px', cell: ({ device }) => <span className="mono muted">{device.slice(0, 8)}</span> },
  {
    title: 'Sent',
    width: '64px',
    cell: ({ sent }) => (sent ? <span className="muted">sent</span> : <span className="log-unsent">unsent</span>),
  },
];

export interface LogTableProps {
  readonly id: string;
  readonly label: string;
  readonly log: Log;
  readonly empty: string;
}

export function LogTable({ id, label, log, empty }: LogTableProps) {
  const [active, setActive] = useState(0);
  const { lines, total, error, reading, refresh, more } = log;
  const shown = lines[active];
  return (
    <div className="log">
      <div className="log-bar">
        <p className="muted" role="status">
          {reading && total === null
            ? 'Reading the log.'
            : total === null
              ? ''
              : `${count(total)} ${total === 1 ? 'record' : 'records'}, newest first`}
        </p>
        <Button look="quiet" onClick={refresh} disabled={reading}>
          <RefreshCw size={16} aria-hidden />
          Refresh
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="log-rows">
        {total === 0 ? (
          <EmptyState icon={<ScrollText size={24} aria-hidden />} title="No records">
            {empty}
          </EmptyState>
        ) : (
          <Grid
            id={id}
            label={label}
            columns={COLUMNS}
            rows={lines}
            rowKey={({ position, id: record }) => `${position} ${record}`}
            rowHeight={28}
            active={active}
            onActive={setActive}
            onEnd={more}
            autofocus
          />
        )}
      </div>
      <section className="log-details" aria-label="Record" data-region="">
        {shown && <RecordDetails line={shown} />}
      </section>
    </div>
  );
}
