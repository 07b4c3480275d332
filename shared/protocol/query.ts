/** POST /v1/query (context token with `graph.query`): a question answered at the hub, through the hub's gate. */
import type { z } from 'zod';
import { queryRequestSchema, queryReplySchema } from '../contract/graph.ts';

export const hubQueryRequestSchema = queryRequestSchema;
export const hubQueryReplySchema = queryReplySchema;
export type HubQueryRequest = z.infer<typeof hubQueryRequestSchema>;
export type HubQueryReply = z.infer<typeof hubQueryReplySchema>;
