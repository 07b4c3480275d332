/** The log: a person's own records on this desk, and a customer's whole log from the hub. */
import { fail, ok } from '../../shared/errors.ts';
import { ownLine, tenantLine } from '../audit/lines.ts';
import type { ActionDesk, Domain } from './domain.ts';

export const auditHandlers = (desk: ActionDesk): Domain<'audit.own' | 'audit.tenant'> => ({
  'audit.own': ({ group, context }, { before, limit }) => {
    if (!group.session) return fail('no_session');
    // A customer's window never holds another customer's name: there, only what was done in that customer.
    const { records, total } = desk.local.outbox.own(group.session.person, context?.facts.tenant ?? null, before, limit);
    return ok({ lines: records.map(ownLine), total });
  },
  'audit.tenant': async ({ context }, { before, limit }) => {
    if (!context) return fail('no_context');
    const { token, mark, own } = context.facts;
    if (token === null) return fail('hub_unreachable');
    // What this desk did counts: it goes out before the log is read.
    await desk.local.forwarder.drain();
    const page = await desk.local.hub.audit(token, before, limit);
    if (!page.ok) return page;
    const isOwn = (issuer: string): boolean => (issuer === context.person.issuer) === own;
    return ok({ lines: page.value.records.map((record) => tenantLine(record, mark.name, isOwn)), total: page.value.total });
  },
});
