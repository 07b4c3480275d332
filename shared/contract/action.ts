/**
 * What an action is: everything that a window can ask for, with what it needs and what is said about it in the
 * audit log. The gate performs actions from this registry and nothing else; no input has a field for a tenant.
 */
import type { z } from 'zod';
import type { Permission } from '../access/roles.ts';

/** What must stand before an action may run: nothing, a signed-in person, or an open customer. */
export type ActionScope = 'device' | 'session' | 'context';

/** What the record of an action holds beside who, when and where. */
export interface ActionNote {
  /** Ids that were acted on. Never content. */
  readonly targets: readonly string[];
  /** Free text that is sealed under the tenant's key (a question, a reason), or null. */
  readonly text: string | null;
}

export interface ActionSpec<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly scope: ActionScope;
  /** Needed in the context's role; null where the scope is enough. */
  readonly permission: Permission | null;
  readonly input: Input;
  readonly output: Output;
  /** What a person reads after the acting-as sentence: "searched the graph". */
  readonly verb: string;
  readonly note: (input: z.output<Input>) => ActionNote;
}

export function action<Input extends z.ZodType, Output extends z.ZodType>(spec: ActionSpec<Input, Output>): ActionSpec<Input, Output> {
  return Object.freeze(spec);
}

export const NOTHING: ActionNote = Object.freeze({ targets: Object.freeze([]), text: null });
