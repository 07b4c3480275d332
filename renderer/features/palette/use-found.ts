/** What `@` and `#` find: records by name, and the newest alerts. Each look is a read, and a record. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { NodeKind } from '../../../shared/graph/kinds.ts';
import { act } from '../../api.ts';
import { count, day } from '../../ui/format.ts';
import { ranked } from './rank.ts';

export interface Found {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: NodeKind;
}

export interface Looked {
  readonly found: readonly Found[];
  /** The text that these were found for, or null before there was one. */
  readonly of: string | null;
  readonly busy: boolean;
  readonly error: AppError | null;
  /** What to write, where nothing is found. */
  readonly hint: string | null;
}

interface Hit {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly lastSeen: number;
  readonly count: number;
}

/** Ms after the last letter: half words are not looked up. */
const REST = 250;
const NOTHING: Looked = { found: [], of: null, busy: false, error: null, hint: null };

/** Whether these are of what is written now: until then nothing of them is meant. */
export const isFor = ({ of }: Looked, text: string): boolean => of === text;

const foundOf = ({ id, kind, label, lastSeen, count: events }: Hit): Found => ({
  ...{ id, kind, label },
  hint: `${kind} · ${day(lastSeen)} · ${count(events)} ${events === 1 ? 'event' : 'events'}`,
});

/** `sign`: `@`, `#`, or nothing to look for. */
export function useFound(sign: string, text: string): Looked {
  const records = useRecords(sign === '@' ? text : '');
  const alerts = useAlerts(sign === '#');
  if (sign === '@') return { ...records, hint: text === '' ? 'Write the start of a name.' : 'No name in this slice begins with that.' };
  if (sign !== '#') return NOTHING;
  const fitting = ranked(
    alerts.found.map((one) => ({ ...one, why: null })),
    text,
  );
  return {
    ...alerts,
    found: fitting,
    of: alerts.of === null ? null : text,
    hint: alerts.found.length === 0 ? 'No alerts in this slice.' : null,
  };
}

function useRecords(text: string): Looked {
  const [looked, setLooked] = useState(NOTHING);
  useEffect(() => {
    if (text === '') return setLooked(NOTHING);
    let stale = false;
    setLooked((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      void act('graph.search', { text }).then((result) => {
        if (stale) return;
        const hits = result.ok ? result.value.groups.flatMap((group) => group.hits) : [];
        // The exact ones first, whatever their kind.
        const sorted = [...hits.filter(({ exact }) => exact), ...hits.filter(({ exact }) => !exact)];
        setLooked({ ...NOTHING, found: sorted.map(foundOf), of: text, error: result.ok ? null : result.error });
      });
    }, REST);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return looked;
}

/** Read once, when somebody asks for them. */
function useAlerts(wanted: boolean): Looked {
  const [looked, setLooked] = useState(NOTHING);
  useEffect(() => {
    if (!wanted) return undefined;
    let stale = false;
    setLooked((before) => ({ ...before, busy: before.found.length === 0 }));
    void act('graph.alerts', {}).then((result) => {
      if (stale) return;
      setLooked({ ...NOTHING, found: result.ok ? result.value.alerts.map(foundOf) : [], of: '', error: result.ok ? null : result.error });
    });
    return () => {
      stale = true;
    };
  }, [wanted]);
  return looked;
}
