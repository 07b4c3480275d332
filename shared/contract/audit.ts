/** The log as people read it: my actions, and a customer's view of everything done in their name. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { moment } from './values.ts';

const auditLineSchema = z.strictObject({
  position: z.int(),
  id: z.string(),
  time: moment,
  /** `[MSSP analyst X] acting as [customer Y, with role Z]`, as recorded. */
  who: z.string(),
  /** "searched the graph". */
  did: z.string(),
  action: z.string(),
  phase: z.enum(['intent', 'outcome', 'refusal']),
  result: z.string().nullable(),
  targets: z.int(),
  /** Reason, ticket or question; null where there is none or it is no longer on this desk. */
  text: z.string().nullable(),
  device: z.string(),
  offline: z.boolean(),
  /** The hub has taken it in. */
  sent: z.boolean(),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

const page = z.strictObject({ before: z.int().min(1).nullable(), limit: z.int().min(1).max(LIMITS.auditPage) });
const lines = z.strictObject({ lines: z.array(auditLineSchema), total: z.int() });

export const auditActions = {
  /** This person's own records on this desk, newest first. */
  'audit.own': action({
    scope: 'session',
    permission: null,
    input: page,
    output: lines,
    verb: 'looked at their own actions',
    note: () => NOTHING,
  }),
  /** Everything done in this customer's name, from the hub, newest first. */
  'audit.tenant': action({
    scope: 'context',
    permission: 'audit.read',
    input: page,
    output: lines,
    verb: 'read the audit log',
    note: () => NOTHING,
  }),
};
