/**
 * The only user of the bridge: the window's latest state, and the one way to ask for something. What a reply of another
 * epoch says is dropped. Nothing is kept in the browser's storage.
 */
import { create } from 'zustand';
import type { Bridge } from '../shared/contract/bridge.ts';
import type { ActionInput, ActionName, ActionOutput } from '../shared/contract/index.ts';
import type { WindowState } from '../shared/contract/state.ts';
import { fail } from '../shared/errors.ts';
import type { Result } from '../shared/errors.ts';

declare global {
  interface Window {
    readonly netgraph: Bridge;
  }
}

/** Null until main has said what this window is for. */
const useStore = create<{ readonly state: WindowState | null }>(() => ({ state: null }));

export const useWindowState = (): WindowState | null => useStore(({ state }) => state);

/** Rises with every change of person or customer. */
export const epochNow = (): number | undefined => useStore.getState().state?.epoch;

/** Begins to hear main. Returns the way to stop. */
export const listen = (): (() => void) => window.netgraph.onState((state) => useStore.setState({ state }));

/** Asks main. Never rejects: whatever goes wrong is an error of the closed list. */
export async function act<Name extends ActionName>(name: Name, input: ActionInput<Name>): Promise<Result<ActionOutput<Name>>> {
  const epoch = epochNow();
  if (epoch === undefined) return fail('stale_context');
  const result = await window.netgraph.act(name, input, epoch).catch(() => fail('internal'));
  return epochNow() === epoch ? result : fail('stale_context');
}
