/** Cases, in a context. */
import type { FastifyInstance } from 'fastify';
import { NOTHING } from '../../shared/contract/action.ts';
import { ok } from '../../shared/errors.ts';
import { caseChanges, caseVersion, putCase } from '../cases/cases.ts';
import { serveInContext } from './in-context.ts';
import type { HubParts } from './parts.ts';
import { ROUTES } from './route-table.ts';

export function addCaseRoutes(app: FastifyInstance, hub: HubParts): void {
  const { store, now } = hub;
  serveInContext(app, hub, ROUTES.caseChanges, {
    note: () => NOTHING,
    run: async ({ view }, { after }) => ok(await caseChanges(store, view, after)),
  });
  serveInContext(app, hub, ROUTES.caseVersion, {
    note: ({ id }) => ({ targets: [id], text: null }),
    run: ({ view }, { id }) => caseVersion(store, view, id),
  });
  serveInContext(app, hub, ROUTES.casePut, {
    note: (version) => ({ targets: [version.case, version.id], text: null }),
    run: ({ view, session }, version) => putCase(store, view, session.person, version, now()),
  });
}
