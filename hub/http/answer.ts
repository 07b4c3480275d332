/** How a route becomes an answer: who asks, what they ask, the gate, and the reply. A refusal is recorded wherever it falls. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ActionNote } from '../../shared/contract/action.ts';
import { appError } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { HubSubject } from '../audit/log.ts';
import type { HubOperationName } from '../operations.ts';
import type { Standing } from './authenticate.ts';
import type { HubParts } from './parts.ts';
import { sendRefusal } from './refusal.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A refusal of somebody who could not be verified. */
export async function refuseUnknown(
  hub: HubParts,
  operation: HubOperationName,
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
): Promise<FastifyReply> {
  const { code } = await hub.gate.refuseUnknown(operation, request.ip, error.code);
  return sendRefusal(reply, code === error.code ? error : appError(code));
}

export interface Operation<Who, Input> {
  readonly name: HubOperationName;
  readonly who: (request: FastifyRequest) => Promise<Standing<Who>>;
  readonly subject: (who: Who) => HubSubject;
  readonly input: z.ZodType<Input>;
  readonly note: (input: Input) => ActionNote;
  readonly run: (who: Who, input: Input) => Promise<Result<unknown>>;
  /** How the value becomes the body of the reply; JSON where it is left out. */
  readonly send?: (reply: FastifyReply, value: unknown) => FastifyReply;
}

/** token and proof → input → the gate (permission → intent → run → outcome) → reply. */
export function answerWith<Who, Input>(hub: HubParts, operation: Operation<Who, Input>): Handler {
  const { name, who, subject, input, note, run, send = sendJson } = operation;
  return async (request, reply) => {
    const standing = await who(request);
    if (!standing.ok) {
      if (standing.subject) return sendRefusal(reply, await hub.gate.refuse(name, standing.subject, standing.error));
      return refuseUnknown(hub, name, request, reply, standing.error);
    }
    const asked = input.safeParse(request.body);
    const person = subject(standing.value);
    if (!asked.success) return sendRefusal(reply, await hub.gate.refuse(name, person, appError('bad_input')));
    const result = await hub.gate.perform(name, person, note(asked.data), () => run(standing.value, asked.data));
    return result.ok ? send(reply, result.value) : sendRefusal(reply, result.error);
  };
}

export const sendJson = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(JSON.stringify(value));
