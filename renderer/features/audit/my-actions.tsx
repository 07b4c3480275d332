/** What this person did on this desk; in a customer's window, what they did there. */
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LogTable } from './log-table.tsx';
import { useLog } from './use-log.ts';

function Own() {
  return <LogTable id="own-log" label="My actions" log={useLog('audit.own')} empty="You have done nothing on this desk yet." />;
}

export interface MyActionsProps {
  readonly mark: CustomerMark | null;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function MyActions({ mark, open, onClose }: MyActionsProps) {
  return (
    <Dialog title="My actions" mark={mark} open={open} onClose={onClose} size="wide">
      <Own />
    </Dialog>
  );
}
