/**
 * The hub's HTTP: what holds for every request, whoever sends it. A request comes to this hub's own address, speaks this
 * version of the protocol, names no tenant, and stays within its limits; anything else is refused with an error of the
 * closed list, counted for its source, and recorded.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import middie from '@fastify/middie';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppFailure, appError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { UUID_PATTERN } from '../../shared/graph/ids.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, REQUEST_HEADER } from '../../shared/protocol/version.ts';
import type { DemoHandler } from '../demo/provider/provider.ts';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import { refusals, replyBytes, requestSeconds } from '../metrics/instruments.ts';
import { newScope, within } from '../request-scope.ts';
import { failureOf, isAway } from '../store/away.ts';
import type { RequestScope } from '../request-scope.ts';
import { refuseUnknown, sendJson, serve, sourceOf, verifiedSubject, verify } from './answer.ts';
import { contextSubject, requireContext } from './authenticate.ts';
import { addCaseRoutes } from './case-routes.ts';
import { addContextRoutes } from './context-routes.ts';
import type { Door } from './door.ts';
import type { HubParts } from './parts.ts';
import { openApiText } from './openapi.ts';
import { STARTING, errorOfFastify, refusalOf, sendRefusal } from './refusal.ts';
import { BODY_BYTES, ROUTES, needsProtocol } from './route-table.ts';
import type { Health } from './route-table.ts';
import type { Serving } from './serving.ts';
import { addSignInRoutes } from './sign-in-routes.ts';

export interface HubAppOptions {
  readonly hub: HubParts;
  /** Until it is ready every request is told to come again. */
  readonly serving: Serving;
  readonly door: Pick<Door, 'server' | 'admit'>;
  /** The proxy in front says whose request it is. */
  readonly behindProxy: boolean;
  /** Host headers under which this hub is reached, such as `127.0.0.1:7420`; a page that was lured here has none of them. */
  readonly hosts: ReadonlySet<string>;
  /** The demo's identity providers, below `/demo`; null outside of demo mode. */
  readonly providers: DemoHandler | null;
}

export interface HubApp {
  readonly app: FastifyInstance;
  /** From now on it answers at its door. */
  admit(): void;
}

/** Not answering yet. */
export async function makeApp({ hub, serving, hosts, door, behindProxy, providers }: HubAppOptions): Promise<HubApp> {
  let handle: Parameters<Door['admit']>[0] | null = null;
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    // Of what X-Forwarded-For says, the last word alone: it is the proxy's own.
    trustProxy: behindProxy ? (_address: string, hop: number) => hop === 0 : false,
    serverFactory: (handler) => {
      handle = handler;
      return door.server;
    },
    exposeHeadRoutes: false,
    genReqId: ({ headersDistinct: { [REQUEST_HEADER]: ids } }) =>
      ids?.length === 1 && UUID_PATTERN.test(ids[0]!) ? ids[0]! : randomUUID(),
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply as FastifyReply, appError('bad_input')),
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return void socket.destroy();
      const body = JSON.stringify({ error: appError('bad_input') });
      const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
      socket.end(`${head}\r\n\r\n${body}`);
    },
  });
  nameRequests(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', [REQUEST_HEADER]: request.id });
    if (serving.state === 'leaving') void reply.header('connection', 'close');
    // A load balancer asks by the address of this machine.
    if (request.routeOptions.url !== ROUTES.health.path && !hosts.has(request.headers.host ?? ''))
      await sendRefusal(reply, appError('bad_input'));
  });
  if (providers) {
    await app.register(middie);
    app.use('/demo', providers);
  }
  takeBodies(app);
  guard(app, hub, serving);

  serve(app, ROUTES.health, {
    handler: async (_request, reply) => {
      const { ok, restarts } = await hub.store.health();
      const health: Health = { ok, state: serving.state, database: { ok, restarts } };
      return sendJson(reply.code(ok && serving.state === 'ready' ? 200 : 503), health);
    },
  });
  const description = openApiText();
  serve(app, ROUTES.openapi, { handler: async (_request, reply) => reply.type('application/json; charset=utf-8').send(description) });
  addSignInRoutes(app, hub);
  addContextRoutes(app, hub);
  addCaseRoutes(app, hub);
  return { app, admit: () => door.admit(handle!) };
}

const scopes = new WeakMap<FastifyRequest, RequestScope>();

/** Whatever is logged or recorded on the way is the request's. Reading a body leaves that way: so it is entered again after. */
function nameRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const scope = newScope(request.id);
    scopes.set(request, scope);
    within(scope, done);
  });
  app.addHook('preValidation', (request, _reply, done) => within(scopes.get(request)!, done));
}

/** JSON and, for the token endpoint, a form. Nothing else is read at all. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(body.toString())),
  );
}

function guard(app: FastifyInstance, hub: HubParts, serving: Serving): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === ROUTES.health.path) return;
    if (serving.state === 'starting') return void (await sendRefusal(reply, STARTING));
    if (isNobodys(request) && hub.refusals.full(request.ip))
      return void (await refuseUnknown(hub, 'gate.unknown', request, reply, appError('rate')));
    const fault = faultOf(request);
    if (fault) await refuseRequest(hub, request, reply, fault);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode } = reply;
    const provider = (request.originalUrl ?? request.url).startsWith('/demo/');
    if (statusCode >= 400 && statusCode !== 503 && !provider) hub.refusals.take(sourceOf(request));
    const path = request.routeOptions.url ?? (provider ? 'demo provider' : 'unknown');
    // What anybody may ask without end fills no disk.
    const endless = statusCode === 429 || ENDLESS.has(path);
    const { id, records } = scopes.get(request)!;
    const code = refusalOf(reply);
    requestSeconds.observe({ method: request.method, route: path, status: statusCode }, reply.elapsedTime / 1000);
    if (code) refusals.inc({ code });
    const line = { request: id, method: request.method, path, status: statusCode, ms: Math.round(reply.elapsedTime) };
    hub.log[endless ? 'debug' : 'info']({ ...line, ...(code ? { code } : {}), ...(records.length > 0 ? { records } : {}) }, 'request');
  });
  app.addHook('onSend', async (request, _reply, payload) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) replyBytes.inc({ route }, Buffer.byteLength(payload));
    else if (payload instanceof Readable) payload.on('data', (part: Uint8Array) => replyBytes.inc({ route }, part.length));
    return payload;
  });
  app.setNotFoundHandler((request, reply) =>
    refuseRequest(hub, request, reply, appError('not_found', { text: 'There is nothing here.', next: 'See docs/HUB-API.md.' })),
  );
  app.setErrorHandler<Error & { code?: string; statusCode?: number }>(async (error, request, reply) => {
    if (error instanceof AppFailure || isAway(error)) return sendRefusal(reply, failureOf(error));
    const refusal = errorOfFastify(error);
    if (refusal.code !== 'internal') return refuseRequest(hub, request, reply, refusal);
    hub.log.error({ path: request.routeOptions.url, reason: error.code ?? error.name }, 'a request failed');
    return sendRefusal(reply, refusal);
  });
}

const ENDLESS: ReadonlySet<string> = new Set([ROUTES.health.path, ROUTES.openapi.path, ROUTES.about.path]);

/** Routes that see for themselves who asks, or have a limit of their own: a page in somebody's browser doesn't get that far. */
const BEFORE_A_SESSION = new Set<string>([ROUTES.openapi.path, ROUTES.about.path, ROUTES.issuer.path, ROUTES.token.path]);
const isNobodys = ({ headers, routeOptions: { url } }: FastifyRequest): boolean =>
  headers.authorization === undefined && !BEFORE_A_SESSION.has(url ?? '');

/** What is wrong with a request before anybody looks who sent it, or null. */
function faultOf(request: FastifyRequest): AppError | null {
  const { headers, raw } = request;
  const address = URL.parse(request.url, 'http://hub');
  if (!address) return appError('bad_input');
  const parameters = [...address.searchParams.keys()];
  const named = [...Object.keys(headers), ...parameters].some((name) => name.toLowerCase().includes('tenant'));
  if (named) return appError('cross_tenant', { next: 'The token says which customer is open; nothing else does.' });
  if (request.url.includes('?')) return appError('bad_input');
  if (!needsProtocol({ path: request.routeOptions.url ?? '' })) return null;
  const versions = raw.headersDistinct[PROTOCOL_HEADER];
  return versions?.length === 1 && versions[0] === String(PROTOCOL_VERSION) ? null : appError('protocol_mismatch');
}

/** In the record of the context in which it was asked, where one can be verified; else counted in the MSSP's log. */
async function refuseRequest(hub: HubParts, request: FastifyRequest, reply: FastifyReply, error: AppError): Promise<FastifyReply> {
  const subject = verifiedSubject(request) ?? (await contextOf(hub, request));
  if (subject) verify(request, subject);
  if (hub.refusals.full(sourceOf(request))) return refuseUnknown(hub, 'gate.unknown', request, reply, appError('rate'));
  if (!subject) return refuseUnknown(hub, 'gate.unknown', request, reply, error);
  return sendRefusal(reply, await hub.gate.refuse('gate.unknown', subject, error));
}

async function contextOf(hub: HubParts, request: FastifyRequest): Promise<RecordSubject | null> {
  if (request.headers.authorization === undefined) return null;
  const standing = await requireContext(hub, request);
  return standing.ok ? contextSubject(standing.value) : standing.subject;
}
