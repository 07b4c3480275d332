/** The floor: whom this person may act for. No customer is open; a row leads to the form that opens one. */
import { RefreshCw, Users } from 'lucide-react';
import { useState } from 'react';
import type { FloorRow } from '../../../shared/contract/floor.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { asOf, count } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AssumeForm } from '../assume/assume-form.tsx';
import { floorColumns } from './columns.tsx';
import { CustomerPicker } from './customer-picker.tsx';
import { Ended } from './ended.tsx';
import { Interrupted } from './interrupted.tsx';
import { useFloor } from './use-floor.ts';
import './floor.css';

export function Floor({ state }: { readonly state: WindowState }) {
  const now = useNow(15_000);
  const { floor, error, refresh } = useFloor(state.epoch, state.hub.online);
  const [chosen, choose] = useState<FloorRow | null>(null);
  const again = (
    <Button look="quiet" onClick={refresh}>
      <RefreshCw size={16} aria-hidden />
      Refresh
    </Button>
  );
  return (
    <div className="floor">
      <header className="floor-head">
        <h1>Floor</h1>
        <p className="muted">{floor ? headline(floor.customers.length, floor.offline, asOf(floor.asOf, now)) : ''}</p>
      </header>
      {state.ended && state.ended.code !== 'device_suspended' && <Ended error={state.ended} />}
      {error && <ErrorNotice error={error} does={again} />}
      <Interrupted interrupted={floor?.interrupted ?? []} onDone={refresh} />
      {floor?.customers.length === 0 && !floor.offline && (
        <EmptyState icon={<Users size={24} aria-hidden />} title="No customers" does={again}>
          No customer has granted you access. Ask your lead.
        </EmptyState>
      )}
      {floor?.customers.length === 0 && floor.offline && (
        <EmptyState icon={<Users size={24} aria-hidden />} title="No customer can be opened offline" does={again}>
          No offline lease is on this desk. Customers show again when the hub does.
        </EmptyState>
      )}
      {floor && floor.customers.length > 0 && (
        <CustomerPicker
          id="floor-customers"
          customers={floor.customers}
          columns={floorColumns(now)}
          rowHeight={36}
          onChoose={choose}
          beside={again}
        />
      )}
      <Dialog title="Act for a customer" mark={chosen?.mark ?? null} open={chosen !== null} onClose={() => choose(null)}>
        {chosen && <AssumeForm key={chosen.grant} row={chosen} onAssumed={() => choose(null)} autofocus />}
      </Dialog>
    </div>
  );
}

function headline(customers: number, offline: boolean, at: string): string {
  const many = `${count(customers)} ${customers === 1 ? 'customer' : 'customers'}`;
  return offline ? `${many} with an offline lease on this desk` : `${many} you may act for, as of ${at}`;
}
