/** Before anybody acts: what this hub is, which identity provider to use, and the token endpoint (RFC 8693). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NOTHING } from '../../shared/contract/action.ts';
import { purposeText } from '../../shared/contract/context.ts';
import { appError, ok } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { About } from '../../shared/protocol/about.ts';
import { ACCESS_TOKEN, ID_TOKEN, assumeRequestSchema, signInRequestSchema } from '../../shared/protocol/token.ts';
import type { AssumeRequest, SessionReply, SignInRequest } from '../../shared/protocol/token.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { findGrant } from '../context/grants.ts';
import { checkGrant, issueContext, newContextId } from '../context/issue.ts';
import { issuerByCode, issuerView, msspIssuer } from '../identity/issuers.ts';
import { openSession, sessionIdOf } from '../identity/sessions.ts';
import type { Session } from '../identity/sessions.ts';
import type { Tokens } from '../identity/tokens.ts';
import { refuseUnknown, sendJson, serve, sourceOf, verify } from './answer.ts';
import { proveDevice, sessionInBody, sessionSubject } from './authenticate.ts';
import { makeLimiter } from './limiter.ts';
import type { HubParts } from './parts.ts';
import { sendRefusal } from './refusal.ts';
import { ROUTES } from './route-table.ts';

export function addSignInRoutes(app: FastifyInstance, hub: HubParts): void {
  const { store, now, limits } = hub;
  const tokenLimit = makeLimiter(limits.token, now);
  const issuerLimit = makeLimiter(limits.issuer, now);

  const about = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const said: About = {
      hub: hub.name,
      protocol: PROTOCOL_VERSION,
      device: hub.audit.device,
      key: hub.audit.publicKey,
      demo: hub.demo,
      issuer: issuerView(await msspIssuer(store)),
    };
    return sendJson(reply, said);
  };

  const issuer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const refuse = (error: AppError): Promise<FastifyReply> => refuseUnknown(hub, 'issuer.find', request, reply, error);
    if (!issuerLimit.take(request.ip)) return refuse(appError('rate'));
    const asked = ROUTES.issuer.request.safeParse(request.body);
    if (!asked.success) return refuse(appError('bad_input'));
    const found = await issuerByCode(store, asked.data.code);
    return found.ok ? sendJson(reply, issuerView(found.value)) : refuse(found.error);
  };

  const token = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const form = formOf(request.body);
    const name = form?.['subject_token_type'] === ACCESS_TOKEN ? 'context.assume' : 'session.begin';
    const refuse = (error: AppError): Promise<FastifyReply> => refuseUnknown(hub, name, request, reply, error);
    if (form?.['subject_token_type'] === ID_TOKEN) {
      if (!tokenLimit.take(request.ip)) return refuse(appError('rate'));
      const asked = signInRequestSchema.safeParse(form);
      return asked.success ? beginSession(request, reply, asked.data) : refuse(appError('bad_input'));
    }
    const asked = assumeRequestSchema.safeParse(form);
    return asked.success ? assume(request, reply, asked.data) : refuse(appError(hub.refusals.full(request.ip) ? 'rate' : 'bad_input'));
  };

  serve(app, ROUTES.about, { handler: about });
  serve(app, ROUTES.issuer, { handler: issuer });
  serve(app, ROUTES.token, { handler: token });

  async function beginSession(request: FastifyRequest, reply: FastifyReply, asked: SignInRequest): Promise<FastifyReply> {
    const refuse = (error: AppError): Promise<FastifyReply> => refuseUnknown(hub, 'session.begin', request, reply, error);
    const device = await proveDevice(hub, request, null);
    if (!device.ok) return refuse(device.error);
    const signedIn = await hub.idTokens.verify(asked.subject_token, device.value.id);
    if (!signedIn.ok) return refuse(signedIn.error);
    const { issuer, subject, name } = signedIn.value;
    const who = { actor: { issuer: issuer.url, subject, name }, session: sessionIdOf(signedIn.value), as: null, context: null };
    const result = await hub.gate.perform('session.begin', who, NOTHING, async () => {
      const { device_agreement_key: agreementKey, device_name } = asked;
      // A database holds no NUL.
      const label = device_name.toWellFormed().replaceAll(/\p{Cc}/gu, ' ');
      return openSession(store, signedIn.value, { ...device.value, agreementKey, name: label }, now());
    });
    return result.ok ? sendJson(reply, await sessionReply(hub.tokens, result.value, now())) : sendRefusal(reply, result.error);
  }

  async function assume(request: FastifyRequest, reply: FastifyReply, asked: AssumeRequest): Promise<FastifyReply> {
    const refuse = (error: AppError): Promise<FastifyReply> => refuseUnknown(hub, 'context.assume', request, reply, error);
    const standing = await sessionInBody(hub, request, asked.subject_token);
    const known = standing.ok ? sessionSubject(standing.value) : standing.subject;
    if (known) verify(request, known);
    const tooMuch = known ? !tokenLimit.take(sourceOf(request)) : false;
    if (tooMuch || hub.refusals.full(sourceOf(request))) return refuse(appError('rate'));
    if (!standing.ok) {
      if (!standing.subject) return refuse(standing.error);
      return sendRefusal(reply, await hub.gate.refuse('context.assume', standing.subject, standing.error));
    }
    const session = standing.value;
    const { role, reason, ticket } = asked;
    const person = sessionSubject(session);
    const found = await findGrant(store, session, asked.grant, now());
    if (!found.ok) return sendRefusal(reply, await hub.gate.refuse('context.assume', person, found.error));
    const grant = found.value;
    // From here on it is the customer's business, a refusal included.
    const tried = { ...person, as: { tenant: grant.tenant, role, grant: grant.id } };
    const checked = checkGrant(grant, role);
    if (!checked.ok) return sendRefusal(reply, await hub.gate.refuse('context.assume', tried, checked.error));
    const id = newContextId();
    const subject = { ...tried, context: id };
    const note = { targets: [grant.id], text: purposeText({ ticket, reason }) };
    const result = await hub.gate.perform('context.assume', subject, note, async () =>
      ok(await issueContext(hub, id, session, grant, role)),
    );
    return result.ok ? sendJson(reply, result.value) : sendRefusal(reply, result.error);
  }
}

async function sessionReply(tokens: Tokens, session: Session, now: number): Promise<SessionReply> {
  const { id, device, person, home, expiresAt } = session;
  return {
    access_token: await tokens.session({ id, device, subject: person.subject, expiresAt }),
    token_type: 'DPoP',
    issued_token_type: ACCESS_TOKEN,
    expires_in: Math.max(0, Math.floor((expiresAt - now) / 1000)),
    session: { id, person, home: home === null ? 'mssp' : 'customer', expiresAt },
  };
}

/** Null where the body is no form, or names a field more than once. */
function formOf(body: unknown): Record<string, string> | null {
  if (!(body instanceof URLSearchParams)) return null;
  const fields = [...body];
  const form = Object.fromEntries(fields);
  return fields.length === Object.keys(form).length ? form : null;
}
