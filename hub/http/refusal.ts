/** Every refusal leaves as a status and an error of the closed list. No text of ours beyond it, and never a stack. */
import type { FastifyReply } from 'fastify';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import { appError } from '../../shared/errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  no_session: 401,
  no_context: 401,
  context_ended: 401,
  proof_failed: 401,
  sign_in_failed: 401,
  not_permitted: 403,
  cross_tenant: 403,
  no_grant: 403,
  grant_ended: 403,
  device_suspended: 403,
  not_found: 404,
  limit: 413,
  too_broad: 422,
  rate: 429,
  audit_unwritable: 500,
  internal: 500,
  // What a workstation takes for a hub that is away: this one is still starting.
  hub_unreachable: 503,
};

export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 400;

/** What a hub says that does not serve yet: whoever asks again in a moment is served. */
export const STARTING = appError('hub_unreachable', { text: 'The hub is starting.', next: 'Try again in a moment.' });

/** With what each reply was a refusal: for the log and the metrics. */
const refused = new WeakMap<FastifyReply['raw'], ErrorCode>();
export const refusalOf = ({ raw }: FastifyReply): ErrorCode | null => refused.get(raw) ?? null;

export function sendRefusal(reply: FastifyReply, error: AppError): FastifyReply {
  const status = statusOf(error.code);
  refused.set(reply.raw, error.code);
  if (status === 401) void reply.header('www-authenticate', 'DPoP algs="EdDSA"');
  // A hub that starts or leaves: whoever asks again in a moment is served.
  if (status === 503) void reply.header('retry-after', '1');
  if (status === 429) void reply.header('retry-after', '60');
  const { code, text, next, place, trace } = error;
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: { code, text, next, ...(place ? { place } : {}), ...(trace ? { trace } : {}) } }));
}

/** What Fastify itself could not take in: too long, no JSON, an unknown media type, a broken address. */
export function errorOfFastify(error: { readonly code?: string; readonly statusCode?: number }): AppError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return appError('limit');
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? appError('bad_input') : appError('internal');
}
