/** What stops the work, over the screen and never beside it, so that nothing moves: a record that can't be written, a suspended device, a failed request. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { dismiss, report, useMessage } from '../../messages.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';

export function Notices({ state }: { readonly state: WindowState }) {
  const { epoch, audit, ended, person, recovered } = state;
  const [read, setRead] = useState(-1);
  const error = useMessage((message) => message.error);
  useEffect(() => dismiss, [epoch]);
  const retry = (): void => void report(person ? act('audit.own', { before: null, limit: 1 }) : act('identity.cancel', {}));
  return (
    <div className="notices">
      {!audit.writable && (
        <Notice
          tone="crit"
          urgent
          does={
            <Button size="small" onClick={retry}>
              Retry
            </Button>
          }
        >
          Disk full: nothing runs unrecorded. Free 200 MB, then Retry.
        </Notice>
      )}
      {ended?.code === 'device_suspended' && <ErrorNotice error={ended} />}
      {recovered && read !== epoch && (
        <Notice tone="warn" urgent does={<IconButton size="small" label="Dismiss" icon={<X size={16} />} onClick={() => setRead(epoch)} />}>
          This window failed and was started anew.{' '}
          <span className="muted">What you see is as it was last kept; steps can’t be undone beyond that.</span>
        </Notice>
      )}
      {error && <ErrorNotice error={error} does={<IconButton size="small" label="Dismiss" icon={<X size={16} />} onClick={dismiss} />} />}
    </div>
  );
}
