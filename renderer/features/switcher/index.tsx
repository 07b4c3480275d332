/** The switcher, in a window of its own: two letters, Enter, why, Enter. */
import { Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FloorRow } from '../../../shared/contract/floor.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { report } from '../../messages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AssumeForm } from '../assume/assume-form.tsx';
import { switcherColumns } from '../floor/columns.tsx';
import { CustomerPicker } from '../floor/customer-picker.tsx';
import { useFloor } from '../floor/use-floor.ts';
import '../floor/floor.css';
import './switcher.css';

export function Switcher({ state }: { readonly state: WindowState }) {
  const now = useNow(15_000);
  const { floor, error } = useFloor(state.epoch, state.hub.online);
  const [active, setActive] = useState<FloorRow | null>(null);
  const first = useRef<HTMLInputElement>(null);
  const row = active ?? floor?.customers[0] ?? null;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) void report(act('window.close', {}));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <div className="switcher">
      <h1 className="spoken">Switch customer</h1>
      {error && <ErrorNotice error={error} />}
      {floor?.customers.length === 0 && (
        <EmptyState icon={<Users size={24} aria-hidden />} title="No customers">
          {floor.offline ? 'No offline lease is on this desk.' : 'No customer has granted you access. Ask your lead.'}
        </EmptyState>
      )}
      {floor && floor.customers.length > 0 && (
        <>
          <CustomerPicker
            id="switcher-customers"
            customers={floor.customers}
            columns={switcherColumns(now)}
            rowHeight={28}
            onActive={setActive}
            onChoose={() => first.current?.focus()}
          />
          <section className="switcher-form" aria-label="Role, ticket and reason" data-region="">
            {row && <AssumeForm key={row.grant} row={row} firstRef={first} />}
          </section>
        </>
      )}
    </div>
  );
}
