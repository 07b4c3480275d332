/** What a signed-in person or a context asks: the floor, the context itself, its feed, its log, its graph, and the records. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { NOTHING } from '../../shared/contract/action.ts';
import { ok } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { auditRequestSchema } from '../../shared/protocol/auditlog.ts';
import { feedNextRequestSchema, feedOpenRequestSchema } from '../../shared/protocol/feed.ts';
import { hubQueryRequestSchema } from '../../shared/protocol/query.ts';
import { recordsRequestSchema } from '../../shared/protocol/records.ts';
import { takeRecords } from '../audit/intake.ts';
import { readLog } from '../audit/read.ts';
import { readFloor } from '../context/grants.ts';
import { extendContext } from '../context/issue.ts';
import { endContext } from '../context/view.ts';
import { nextSegment, openFeed } from '../feed/feed.ts';
import { answerWith } from './answer.ts';
import type { Operation } from './answer.ts';
import { contextSubject, requireAnySession, requireContext, requireSession, sessionSubject } from './authenticate.ts';
import type { LiveContext } from '../context/view.ts';
import type { HubParts } from './parts.ts';
import { askGraph } from './query.ts';

const nothing = z.strictObject({});
const packr = new Packr({ useRecords: false, moreTypes: false });
/** Bytes of the largest batch of records, with the room that their links and texts take; and of a question with its parameters. */
const RECORDS_BYTES = 2 * LIMITS.recordBatch * LIMITS.recordBytes;
const QUERY_BYTES = 1_048_576;

export function addContextRoutes(app: FastifyInstance, hub: HubParts): void {
  const { store, now } = hub;
  const inContext = <Input>(operation: Omit<Operation<LiveContext, Input>, 'who' | 'subject'>) =>
    answerWith(hub, { who: (request) => requireContext(hub, request), subject: contextSubject, ...operation });

  app.get(
    '/v1/floor',
    answerWith(hub, {
      name: 'floor.read',
      who: (request) => requireSession(hub, request),
      subject: sessionSubject,
      input: z.undefined(),
      note: () => NOTHING,
      run: async (session) => ok(await readFloor(store, session, now())),
    }),
  );

  app.post(
    '/v1/context/extend',
    inContext({ name: 'context.extend', input: nothing, note: () => NOTHING, run: (context) => extendContext(hub, context) }),
  );
  app.post(
    '/v1/context/leave',
    inContext({
      name: 'context.leave',
      input: nothing,
      note: () => NOTHING,
      run: async ({ id }) => {
        await endContext(store, id, 'left', now());
        return ok({});
      },
    }),
  );

  app.post(
    '/v1/feed/open',
    inContext({
      name: 'feed.open',
      input: feedOpenRequestSchema,
      note: () => NOTHING,
      run: ({ view }, { slice, cursor }) => openFeed(store, view, slice, cursor),
    }),
  );
  app.post(
    '/v1/feed/next',
    inContext({
      name: 'feed.next',
      input: feedNextRequestSchema,
      note: () => NOTHING,
      run: ({ view, session }, { cursor }) => nextSegment(store, view, cursor, session.agreementKey),
      send: sendPacked,
    }),
  );

  app.post(
    '/v1/audit',
    inContext({
      name: 'audit.tenant',
      input: auditRequestSchema,
      note: () => NOTHING,
      run: ({ view }, page) => readLog(store, view, page, hub.log),
    }),
  );
  app.post('/v1/query', {
    bodyLimit: QUERY_BYTES,
    ...inContext({
      name: 'graph.query',
      input: hubQueryRequestSchema,
      note: ({ text }) => ({ targets: [], text }),
      run: ({ view }, question) => askGraph(store, view, question),
    }),
  });

  app.post('/v1/records', {
    bodyLimit: RECORDS_BYTES,
    ...answerWith(hub, {
      name: 'records.take',
      who: (request) => requireAnySession(hub, request),
      subject: sessionSubject,
      input: recordsRequestSchema,
      run: ({ device }, { envelopes }) => takeRecords(store, device, envelopes, hub.log),
    }),
  });
}

const sendPacked = (reply: FastifyReply, value: unknown): FastifyReply => reply.type('application/msgpack').send(packr.pack(value));
