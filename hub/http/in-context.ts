/** A route that somebody asks in a context. */
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { LiveContext } from '../context/view.ts';
import { answerWith, serve } from './answer.ts';
import type { Operation } from './answer.ts';
import { contextSubject, requireContext } from './authenticate.ts';
import type { HubParts } from './parts.ts';
import type { Route } from './route-table.ts';

export function serveInContext<Request extends z.ZodType>(
  app: FastifyInstance,
  hub: HubParts,
  route: Route<Request>,
  operation: Omit<Operation<LiveContext, z.output<Request>>, 'who' | 'subject'>,
): void {
  serve(app, route, answerWith(hub, route, { who: (request) => requireContext(hub, request), subject: contextSubject, ...operation }));
}
