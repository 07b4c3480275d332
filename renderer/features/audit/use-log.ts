/** Pages of a log, newest first. Reading one is a record itself, so a page is read when it is asked for and not before. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditLine } from '../../../shared/contract/audit.ts';
import type { AppError } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';

export type LogName = 'audit.own' | 'audit.tenant';

export interface Log {
  readonly lines: readonly AuditLine[];
  /** How many there are in all; null before the first page. */
  readonly total: number | null;
  readonly error: AppError | null;
  readonly reading: boolean;
  readonly refresh: () => void;
  readonly more: () => void;
}

interface Pages {
  readonly lines: readonly AuditLine[];
  readonly total: number | null;
  readonly error: AppError | null;
}

const NONE: Pages = { lines: [], total: null, error: null };

export function useLog(name: LogName): Log {
  const [pages, setPages] = useState(NONE);
  const [reading, setReading] = useState(false);
  const busy = useRef(false);

  const read = useCallback(
    (before: number | null) => {
      if (busy.current) return;
      busy.current = true;
      setReading(true);
      void act(name, { before, limit: LIMITS.auditPage }).then((result) => {
        busy.current = false;
        setReading(false);
        setPages((old) => {
          if (!result.ok) return { ...old, error: result.error };
          const { lines, total } = result.value;
          // A page that is empty is the end, whatever the total says: the log grows at its other end meanwhile.
          return {
            lines: before === null ? lines : [...old.lines, ...lines],
            total: lines.length === 0 ? old.lines.length : total,
            error: null,
          };
        });
      });
    },
    [name],
  );
  const refresh = useCallback(() => read(null), [read]);
  useEffect(refresh, [refresh]);

  const last = pages.lines.at(-1)?.position ?? null;
  const ended = last === null || last <= 1 || pages.error !== null || (pages.total !== null && pages.lines.length >= pages.total);
  const more = useCallback(() => {
    if (!ended) read(last);
  }, [ended, last, read]);
  return { ...pages, reading, refresh, more };
}
