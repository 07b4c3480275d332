/** What a signed-in person or a context asks: the floor, the context itself, its feed, its log, its graph, and the records. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Packr } from 'msgpackr';
import type { z } from 'zod';
import { NOTHING } from '../../shared/contract/action.ts';
import { ok } from '../../shared/errors.ts';
import { takeRecords } from '../audit/intake.ts';
import { readLog } from '../audit/read.ts';
import { contextAgain } from '../context/again.ts';
import { lessThanWanted, readFloor } from '../context/grants.ts';
import { extendContext } from '../context/issue.ts';
import { endContext } from '../context/view.ts';
import { nextSegment } from '../feed/feed.ts';
import { countSegment, countSync } from '../metrics/instruments.ts';
import { openSlice } from '../feed/open.ts';
import { answerWith, sendText, serve } from './answer.ts';
import type { Operation } from './answer.ts';
import { requireAnySession, requireSession, sessionSubject } from './authenticate.ts';
import { serveInContext } from './in-context.ts';
import type { LiveContext } from '../context/view.ts';
import type { HubParts } from './parts.ts';
import { QueryLine } from './query-line.ts';
import { askGraph } from './query.ts';
import { BYTES_TYPE, PACKED_TYPE, ROUTES } from './route-table.ts';
import type { Route } from './route-table.ts';

const packr = new Packr({ useRecords: false, moreTypes: false });

export function addContextRoutes(app: FastifyInstance, hub: HubParts): void {
  const { store, snapshots, now } = hub;
  const questions = new QueryLine();
  const inContext = <Request extends z.ZodType>(
    route: Route<Request>,
    operation: Omit<Operation<LiveContext, z.output<Request>>, 'who' | 'subject'>,
  ): void => serveInContext(app, hub, route, operation);

  serve(
    app,
    ROUTES.floor,
    answerWith(hub, ROUTES.floor, {
      who: (request) => requireSession(hub, request),
      subject: sessionSubject,
      note: () => NOTHING,
      run: async (session) => ok(await readFloor(store, session, now())),
    }),
  );
  serve(
    app,
    ROUTES.records,
    answerWith(hub, ROUTES.records, {
      who: (request) => requireAnySession(hub, request),
      subject: sessionSubject,
      run: ({ device }, { envelopes }) => takeRecords(store, device, envelopes, hub.log),
    }),
  );

  inContext(ROUTES.extend, { note: () => NOTHING, run: (context) => extendContext(hub, context) });
  inContext(ROUTES.leave, {
    note: () => NOTHING,
    run: async ({ id }) => {
      await endContext(store, id, 'left', now());
      return ok({});
    },
  });
  inContext(ROUTES.feedOpen, {
    note: ({ slice }, { granted }) => ({ targets: [], text: lessThanWanted(granted, slice) }),
    run: async ({ view: context, granted: { allowed }, session: { agreementKey } }, wanted) => {
      const opened = await openSlice({ store, snapshots, context, allowed, agreementKey }, wanted);
      if (opened.ok) countSync(wanted.cursor !== null, opened.value.nodes + opened.value.edges);
      return opened;
    },
  });
  inContext(ROUTES.feedNext, {
    note: () => NOTHING,
    run: async ({ view, session, granted }, { cursor }) => {
      const segment = await nextSegment(store, view, cursor, session.agreementKey, granted.allowed);
      if (segment.ok) countSegment(segment.value.nodes + segment.value.edges);
      return segment;
    },
    send: sendPacked,
  });
  inContext(ROUTES.feedSnapshot, {
    note: () => NOTHING,
    run: ({ view, granted }, wanted) => snapshots.chunks(view, granted.allowed, wanted),
    send: (reply, chunks) => reply.type(BYTES_TYPE).send(Readable.from(chunks as AsyncIterable<Buffer>)),
  });
  inContext(ROUTES.audit, { note: () => NOTHING, run: ({ view }, page) => readLog(store, view, page, hub.log) });
  inContext(ROUTES.query, {
    note: ({ text }) => ({ targets: [], text }),
    run: (context, question, over) => {
      const { person } = context.session;
      return questions.run({ person: `${person.issuer} ${person.subject}`, tenant: context.tenant, over }, async () => {
        const live = await contextAgain(store, context, now());
        return live.ok ? askGraph(store, live.value.view, live.value.granted.allowed, question, over) : live;
      });
    },
    send: (reply, text) => sendText(reply, text as string),
  });
}

const sendPacked = (reply: FastifyReply, value: unknown): FastifyReply => reply.type(PACKED_TYPE).send(packr.pack(value));
