/** How a route becomes an answer: who asks, what they ask, the gate, and the reply. A refusal is recorded wherever it falls. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ActionNote } from '../../shared/contract/action.ts';
import { appError } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import type { HubOperationName } from '../operations.ts';
import { failureOf, isAway } from '../store/away.ts';
import type { Standing } from './authenticate.ts';
import type { HubParts } from './parts.ts';
import { sendRefusal } from './refusal.ts';
import { BODY_BYTES } from './route-table.ts';
import type { Route } from './route-table.ts';

/** A refusal of somebody who could not be verified. */
export async function refuseUnknown(
  hub: HubParts,
  operation: HubOperationName,
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
): Promise<FastifyReply> {
  const { code } = await hub.gate.refuseUnknown(operation, sourceOf(request), error.code);
  return sendRefusal(reply, code === error.code ? error : appError(code));
}

export interface Operation<Who, Input> {
  readonly who: (request: FastifyRequest) => Promise<Standing<Who>>;
  readonly subject: (who: Who) => RecordSubject;
  /** What the record says; left out where the operation is the taking in of records, which writes none of its own. */
  readonly note?: (input: Input, who: Who) => ActionNote;
  /** `over` is aborted when the reply has gone out, or whoever asked has. */
  readonly run: (who: Who, input: Input, over: AbortSignal) => Promise<Result<unknown>>;
  /** How the value becomes the body of the reply; JSON where it is left out. */
  readonly send?: (reply: FastifyReply, value: unknown) => FastifyReply;
}

/** Who asks, once that was verified: whatever is refused later in this request is refused in their record. */
const verified = new WeakMap<FastifyRequest, RecordSubject>();
export const verifiedSubject = (request: FastifyRequest): RecordSubject | null => verified.get(request) ?? null;
export const verify = (request: FastifyRequest, subject: RecordSubject): void => void verified.set(request, subject);

/** Whose limits a request counts against. */
export const sourceOf = (request: FastifyRequest): string => verified.get(request)?.session ?? request.ip;

interface Handling {
  readonly onRequest?: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** The one way in which a route comes to be: as the table says, and nothing beside it. */
export const serve = (app: FastifyInstance, { method, path, bodyBytes = BODY_BYTES }: Route, handling: Handling): void =>
  void app.route({ method, url: path, bodyLimit: bodyBytes, ...handling });

/**
 * For a route of one operation: token and proof, before the body is read → input → the gate (permission → intent → run →
 * outcome) → reply.
 */
export function answerWith<Who, Request extends z.ZodType>(
  hub: HubParts,
  { operations, request: input }: Route<Request>,
  operation: Operation<Who, z.output<Request>>,
): Handling {
  const { who, subject, note, run, send = sendJson } = operation;
  const name = operations[0]!;
  const asking = new WeakMap<FastifyRequest, Who>();
  return {
    async onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const standing = await who(request);
      const known = standing.ok ? subject(standing.value) : standing.subject;
      if (known) verify(request, known);
      const tooMany = known !== null && !hub.requests.take(sourceOf(request));
      if (tooMany || hub.refusals.full(sourceOf(request))) await refuseUnknown(hub, name, request, reply, appError('rate'));
      else if (standing.ok) asking.set(request, standing.value);
      else if (standing.subject) sendRefusal(reply, await hub.gate.refuse(name, standing.subject, standing.error));
      else await refuseUnknown(hub, name, request, reply, standing.error);
    },
    async handler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      const asker = asking.get(request)!;
      const asked = input.safeParse(request.body);
      if (!asked.success) return sendRefusal(reply, await hub.gate.refuse(name, subject(asker), appError('bad_input')));
      const over = new AbortController();
      if (reply.raw.destroyed) over.abort();
      else reply.raw.once('close', () => over.abort());
      const work = () => run(asker, asked.data, over.signal);
      const result = await (note
        ? hub.gate.perform(name, subject(asker), note(asked.data, asker), work)
        : refused(name, subject(asker), work));
      return result.ok ? send(reply, result.value) : sendRefusal(reply, result.error);
    },
  };

  /** Without a note it is not performed through the gate, but a refusal is recorded all the same. */
  async function refused(
    operationName: HubOperationName,
    asker: RecordSubject,
    work: () => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> {
    const result = await work().catch((error: Error & { code?: string }) => {
      hub.log.error({ operation: operationName, reason: error.code ?? error.name }, 'an operation failed');
      return { ok: false as const, error: isAway(error) ? failureOf(error) : appError('internal') };
    });
    return result.ok ? result : { ok: false, error: await hub.gate.refuse(operationName, asker, result.error) };
  }
}

/** What is JSON already. */
export const sendText = (reply: FastifyReply, text: string): FastifyReply => reply.type('application/json; charset=utf-8').send(text);
export const sendJson = (reply: FastifyReply, value: unknown): FastifyReply => sendText(reply, JSON.stringify(value));
