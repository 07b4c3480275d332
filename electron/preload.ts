/**
 * What a window sees of the workstation: `window.netgraph`, one way to ask and one to be told, and nothing else. Only
 * names of the contract get through; main checks everything again.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { ACT_CHANNEL, STATE_CHANNEL, type ActMessage, type Bridge } from '../shared/contract/bridge.ts';
import type { ActionName } from '../shared/contract/index.ts';
import type { WindowState } from '../shared/contract/state.ts';

/** Total over the contract, by its type: a missing name or an unknown one doesn't compile. (The schemas stay in main.) */
const NAMES: Readonly<Record<ActionName, true>> = {
  'device.theme': true,
  'identity.signIn': true,
  'identity.cancel': true,
  'identity.signOut': true,
  'identity.unlock': true,
  'floor.read': true,
  'floor.restore': true,
  'floor.dismiss': true,
  'context.assume': true,
  'context.extend': true,
  'context.leave': true,
  'window.switcher': true,
  'window.signIn': true,
  'window.close': true,
  'graph.search': true,
  'graph.counts': true,
  'graph.expand': true,
  'graph.path': true,
  'graph.read': true,
  'graph.join': true,
  'graph.timeline': true,
  'graph.query': true,
  'graph.alerts': true,
  'graph.kinds': true,
  'graph.values': true,
  'sync.now': true,
  'view.save': true,
  'view.load': true,
  'history.list': true,
  'history.clear': true,
  'saved.list': true,
  'saved.put': true,
  'saved.remove': true,
  'cases.list': true,
  'cases.open': true,
  'cases.read': true,
  'cases.save': true,
  'cases.restore': true,
  'cases.keepDraft': true,
  'cases.openDraft': true,
  'cases.send': true,
  'export.redacted': true,
  'export.raw': true,
  'export.stop': true,
  'audit.own': true,
  'audit.tenant': true,
};

let latest: WindowState | null = null;
const listeners = new Set<(state: WindowState) => void>();

ipcRenderer.on(STATE_CHANNEL, (_event, state) => {
  latest = state as WindowState;
  for (const listener of listeners) listener(latest);
});

const bridge: Bridge = {
  act: (name, input, epoch) => {
    if (!Object.hasOwn(NAMES, name)) return Promise.reject(new TypeError('There is no such action.'));
    const message: ActMessage = { name, input, epoch };
    return ipcRenderer.invoke(ACT_CHANNEL, message) as ReturnType<Bridge['act']> as never;
  },
  onState: (listener) => {
    listeners.add(listener);
    if (latest) listener(latest);
    return () => listeners.delete(listener);
  },
};

contextBridge.exposeInMainWorld('netgraph', bridge);
