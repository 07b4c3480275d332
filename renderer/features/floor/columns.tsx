/** What a customer's row says. */
import type { FloorRow } from '../../../shared/contract/floor.ts';
import { ROLES } from '../../../shared/access/roles.ts';
import type { Column } from '../../ui/grid.tsx';
import { age, count, day, hours } from '../../ui/format.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { Text } from '../../ui/text.tsx';

const HOUR = 3_600_000;
const None = ({ children }: { readonly children: string }) => <span className="muted">{children}</span>;

const customer: Column<FloorRow> = {
  title: 'Customer',
  width: 'minmax(200px, 2fr)',
  cell: ({ mark }) => (
    <span className="floor-customer" title={mark.name}>
      <Swatch mark={mark} />
      <span className="cut">
        <Text>{mark.name}</Text>
      </span>
    </span>
  ),
};

const roles: Column<FloorRow> = {
  title: 'Your roles',
  width: 'minmax(140px, 1fr)',
  cell: (row) => row.roles.map((role) => ROLES[role].title).join(', '),
};

const sliceAge = (now: number): Column<FloorRow> => ({
  title: 'Slice age',
  width: '112px',
  cell: ({ slice }) =>
    slice ? <span className={now - slice.at > HOUR ? 'floor-old' : undefined}>{age(now - slice.at)}</span> : <None>not on this desk</None>,
});

const records: Column<FloorRow> = {
  title: 'Records',
  width: '80px',
  cell: ({ slice }) => (slice ? <span className="mono">{count(slice.records)}</span> : <None>–</None>),
};

const lease = (now: number): Column<FloorRow> => ({
  title: 'Offline lease',
  width: '136px',
  cell: ({ leaseUntil, offlineHours }) => {
    if (leaseUntil !== null && leaseUntil > now) return `ends in ${hours(leaseUntil - now)}`;
    return offlineHours === 0 ? <None>not allowed</None> : <None>{`none, up to ${offlineHours} h`}</None>;
  },
});

const ticket: Column<FloorRow> = {
  title: 'Last ticket',
  width: 'minmax(96px, 160px)',
  cell: ({ lastTicket }) => (lastTicket === null ? <None>–</None> : <Text>{lastTicket}</Text>),
};

const until: Column<FloorRow> = { title: 'Access until', width: '96px', cell: (row) => <span className="mono">{day(row.until)}</span> };

export const floorColumns = (now: number): Column<FloorRow>[] => [customer, roles, sliceAge(now), records, lease(now), ticket, until];
export const switcherColumns = (now: number): Column<FloorRow>[] => [customer, sliceAge(now), lease(now)];
