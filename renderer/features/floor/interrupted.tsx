/**
 * After the program was killed: what was open then, to be opened again by one button. Each is a new assume with the same role,
 * ticket and reason; what can't be opened says why.
 */
import { useState } from 'react';
import type { Interrupted as Entry } from '../../../shared/contract/floor.ts';
import { ROLES } from '../../../shared/access/roles.ts';
import type { AppError } from '../../../shared/errors.ts';
import { act } from '../../api.ts';
import { report } from '../../messages.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { Text } from '../../ui/text.tsx';

interface Failed {
  readonly entry: Entry;
  readonly error: AppError;
}

export function Interrupted({ interrupted, onDone }: { readonly interrupted: readonly Entry[]; readonly onDone: () => void }) {
  const [at, setAt] = useState<number | null>(null);
  const [failed, setFailed] = useState<readonly Failed[]>([]);
  const restore = async (): Promise<void> => {
    const missed: Failed[] = [];
    for (const [index, entry] of interrupted.entries()) {
      setAt(index);
      const asked = await act('floor.restore', { grant: entry.grant });
      if (!asked.ok) missed.push({ entry, error: asked.error });
    }
    setAt(null);
    setFailed(missed);
    onDone();
  };
  const dismiss = async (): Promise<void> => {
    await report(act('floor.dismiss', {}));
    setFailed([]);
    onDone();
  };
  return (
    <>
      {interrupted.length > 0 && (
        <Notice
          tone="info"
          does={
            <>
              <Button
                look="main"
                aria-disabled={at !== null}
                onClick={() => at === null && void restore()}
                data-restore={interrupted.length}
              >
                {at === null ? `Restore ${windows(interrupted.length)}` : `Restoring ${at + 1} of ${interrupted.length}…`}
              </Button>
              <Button look="quiet" aria-disabled={at !== null} onClick={() => at === null && void dismiss()}>
                Not now
              </Button>
            </>
          }
        >
          The workstation ended without leaving{' '}
          {interrupted.map(({ grant, mark, role, ticket }) => (
            <span key={grant} className="floor-interrupted">
              <Swatch mark={mark} /> <Text>{mark.name}</Text> as {ROLES[role].title}, ticket <Text>{ticket}</Text>{' '}
            </span>
          ))}
        </Notice>
      )}
      {failed.map(({ entry, error }) => (
        <ErrorNotice key={entry.grant} error={{ ...error, text: `${entry.mark.name} was not restored: ${error.text}` }} />
      ))}
    </>
  );
}

const windows = (count: number): string => (count === 1 ? '1 window' : `${count} windows`);
