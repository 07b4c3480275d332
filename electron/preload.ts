/** What a window sees of the workstation: `window.netgraph`, one way to ask and one to be told, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { ACT_CHANNEL, STATE_CHANNEL, type ActMessage, type Bridge } from '../shared/contract/bridge.ts';
import type { WindowState } from '../shared/contract/state.ts';

let latest: WindowState | null = null;
const listeners = new Set<(state: WindowState) => void>();

ipcRenderer.on(STATE_CHANNEL, (_event, state) => {
  latest = state as WindowState;
  for (const listener of listeners) listener(latest);
});

const bridge: Bridge = {
  act: (name, input, epoch) => {
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
