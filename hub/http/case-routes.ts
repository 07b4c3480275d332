/** Cases, in a context. */
import type { FastifyInstance } from 'fastify';
import { NOTHING } from '../../shared/contract/action.ts';
import { PART_ONLY } from '../../shared/contract/cases.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin } from '../../shared/graph/slice.ts';
import type { LiveContext } from '../context/view.ts';
import { caseChanges, caseVersion, putCase } from '../cases/cases.ts';
import { serveInContext } from './in-context.ts';
import type { HubParts } from './parts.ts';
import { ROUTES } from './route-table.ts';

/** What is frozen in a case may be any record of the customer's. */
const ofWhole =
  <Input, Output>(run: (who: LiveContext, input: Input) => Promise<Result<Output>>) =>
  (who: LiveContext, input: Input): Promise<Result<Output>> =>
    isWithin(WHOLE_SLICE, who.granted.allowed) ? run(who, input) : Promise.resolve(fail('not_permitted', PART_ONLY));

export function addCaseRoutes(app: FastifyInstance, hub: HubParts): void {
  const { store, now } = hub;
  serveInContext(app, hub, ROUTES.caseChanges, {
    note: () => NOTHING,
    run: ofWhole(async ({ view }, { after }) => ok(await caseChanges(store, view, after))),
  });
  serveInContext(app, hub, ROUTES.caseVersion, {
    note: ({ id }) => ({ targets: [id], text: null }),
    run: ofWhole(({ view }, { id }) => caseVersion(store, view, id)),
  });
  serveInContext(app, hub, ROUTES.casePut, {
    note: (version) => ({ targets: [version.case, version.id], text: null }),
    run: ofWhole(({ view, session }, version) => putCase(store, view, session.person, version, now())),
  });
}
