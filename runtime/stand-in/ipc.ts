/** Electron's `ipcMain`: one handler a channel for `invoke`, any number of listeners for `send`. */
import type { InvokeEvent, IpcMainApi } from '../../electron/platform-api.ts';

type Listener = (event: InvokeEvent, ...args: unknown[]) => unknown;
const handlers = new Map<string, Listener>();
const listeners = new Map<string, Listener[]>();

export const ipcMain: IpcMainApi = {
  handle(channel, listener) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, listener);
  },
  on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
};

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly value: string };

/** Errors reach the page as Electron words them. */
export async function invoke(event: InvokeEvent, channel: string, args: readonly unknown[]): Promise<Outcome> {
  const handler = handlers.get(channel);
  if (!handler) return { ok: false, value: `Error invoking remote method '${channel}': Error: No handler registered for '${channel}'` };
  try {
    return { ok: true, value: await handler(event, ...args) };
  } catch (error) {
    return { ok: false, value: `Error invoking remote method '${channel}': ${String(error)}` };
  }
}

export function deliver(event: InvokeEvent, channel: string, args: readonly unknown[]): void {
  for (const listener of listeners.get(channel) ?? []) listener(event, ...args);
}
