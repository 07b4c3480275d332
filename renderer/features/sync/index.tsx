/** The first sync: real records, counted. The workbench opens when it is done. */
import type { ContextState, SyncState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { report } from '../../messages.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { escapeText } from '../../ui/escape.ts';
import { syncLine } from './line.ts';
import './sync.css';

export function Sync({ context, sync }: { readonly context: ContextState; readonly sync: SyncState }) {
  const counted = (sync.phase === 'syncing' || sync.phase === 'building') && sync.total > 0;
  return (
    <div className="sync">
      <div className="sync-box">
        <Swatch mark={context.mark} size="large" />
        <Progress
          label={syncLine(escapeText(context.mark.name), sync)}
          value={counted ? Math.min(sync.done, sync.total) : sync.phase === 'failed' ? 0 : null}
          max={counted ? sync.total : 1}
        />
        <div className="sync-error">
          {sync.phase === 'failed' && sync.error && (
            <ErrorNotice
              error={sync.error}
              does={
                <Button size="small" onClick={() => void report(act('sync.now', {}))}>
                  Retry
                </Button>
              }
            />
          )}
        </div>
      </div>
    </div>
  );
}
