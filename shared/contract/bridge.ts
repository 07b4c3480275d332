/** What preload puts into a window: one way to ask and one to be told. The names of the two channels stand here alone. */
import type { Result } from '../errors.ts';
import type { ActionInput, ActionName, ActionOutput } from './index.ts';
import type { WindowState } from './state.ts';

export const ACT_CHANNEL = 'act';
export const STATE_CHANNEL = 'state';

/** What goes over `ACT_CHANNEL`. No tenant, no token: main knows whose window it is. */
export interface ActMessage {
  readonly name: string;
  readonly input: unknown;
  readonly epoch: number;
}

export interface Bridge {
  act<Name extends ActionName>(name: Name, input: ActionInput<Name>, epoch: number): Promise<Result<ActionOutput<Name>>>;
  /** Calls back with the latest state at once (when there is one) and with each later one. Returns the way to stop. */
  onState(listener: (state: WindowState) => void): () => void;
}
