/** The floor: from the hub, or what leases on this desk still allow. What is shown here may be assumed from this window. */
import type { Role } from '../../shared/access/roles.ts';
import type { FloorRow } from '../../shared/contract/floor.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import { oneAtATime, restore } from './assume.ts';
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

export const floorHandlers = (desk: ActionDesk): Domain<'floor.read' | 'floor.restore' | 'floor.dismiss'> => ({
  'floor.read': async (window) => {
    const session = window.group.session;
    if (!session) return fail('no_session');
    const { hub, leases, remembered } = desk.local;
    const floor = session.token === null ? fail('hub_unreachable') : await hub.floor(session.token);
    if (floor.ok) leases.agree(session.person, floor.value.customers);
    const offline = !floor.ok;
    if (!floor.ok && floor.error.code !== 'hub_unreachable') return floor;
    const known = floor.ok
      ? floor.value.customers.map(({ grant, mark, roles, until, offlineHours }) => ({
          grant: grant as GrantId,
          mark,
          roles,
          until,
          offlineHours,
        }))
      : leases.of(session.person).map(({ grant, mark, contexts, grantUntil, offlineHours }) => ({
          grant,
          mark,
          roles: Object.keys(contexts) as Role[],
          until: grantUntil,
          offlineHours,
        }));
    const customers: FloorRow[] = known.map((row) => {
      const { slice, ticket } = remembered.get(session.person, row.grant);
      return { ...row, slice, leaseUntil: leases.get(session.person, row.grant)?.until ?? null, lastTicket: ticket };
    });
    window.handed.clear();
    for (const { grant } of customers) window.handed.add(grant);
    const offered = desk.local.interrupted.of(session.person);
    // A grant that the hub no longer tells of is not to be named either.
    const gone = floor.ok ? offered.filter(({ grant }) => !window.handed.has(grant)) : [];
    for (const { grant } of gone) desk.local.interrupted.forget(session.person, grant);
    const interrupted = offered
      .filter((entry) => !gone.includes(entry))
      .map(({ grant, mark, role, ticket }) => ({ grant, mark, role, ticket }));
    return ok({ customers, asOf: desk.now(), offline, interrupted });
  },
  'floor.restore': (window, { grant }) => oneAtATime(window, () => restore(desk, window, grant)),
  'floor.dismiss': ({ group }) => {
    if (!group.session) return fail('no_session');
    desk.local.interrupted.forget(group.session.person);
    return done();
  },
});
