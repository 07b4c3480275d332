/** What preload puts into a page, loaded with an Electron that only remembers: two ways, names of the contract, no event objects. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { WindowState } from '../../../shared/contract/state.ts';
import { ACT_CHANNEL, STATE_CHANNEL } from '../../../shared/contract/bridge.ts';
import type { Bridge } from '../../../shared/contract/bridge.ts';
import { ACTION_NAMES } from '../../../shared/contract/index.ts';
import type { ActionName } from '../../../shared/contract/index.ts';

const electron = vi.hoisted(() => ({
  exposed: [] as [string, unknown][],
  listeners: [] as [string, (event: unknown, ...args: unknown[]) => void][],
  invoked: [] as unknown[][],
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.push([name, api]) },
  ipcRenderer: {
    on: (channel: string, listener: (event: unknown) => void) => electron.listeners.push([channel, listener]),
    invoke: (...args: unknown[]) => {
      electron.invoked.push(args);
      return Promise.resolve('answer');
    },
    send: () => {
      throw new Error('nothing is sent without an answer');
    },
  },
}));

let bridge: Bridge;
const tell = (state: unknown): void => electron.listeners[0]?.[1]({ sender: 'main' }, state);

beforeAll(async () => {
  await import('../../../electron/preload.ts');
  bridge = electron.exposed[0]?.[1] as Bridge;
});

describe('the bridge', () => {
  test('is one object with two ways', () => {
    expect(electron.exposed.map(([name]) => name)).toEqual(['netgraph']);
    expect(Object.keys(bridge).sort()).toEqual(['act', 'onState']);
    expect(electron.listeners.map(([channel]) => channel)).toEqual([STATE_CHANNEL]);
  });

  test('passes every name of the contract on, on its one channel, as name, input and epoch', async () => {
    electron.invoked.length = 0;
    for (const name of ACTION_NAMES) expect(await bridge.act(name, { any: 1 } as never, 3)).toBe('answer');
    expect(electron.invoked).toEqual(ACTION_NAMES.map((name) => [ACT_CHANNEL, { name, input: { any: 1 }, epoch: 3 }]));
  });

  test.each(['graph.delete', '__proto__', 'constructor', 'toString', '', 'act'])('passes no other name on: %j', async (name) => {
    electron.invoked.length = 0;
    await expect(bridge.act(name as ActionName, {} as never, 1)).rejects.toThrow('no such action');
    expect(electron.invoked).toEqual([]);
  });

  test('tells the latest state at once and each later one, never the event, until it is stopped', () => {
    const early: unknown[][] = [];
    const stopEarly = bridge.onState((...args) => void early.push(args));
    expect(early).toEqual([]);
    tell({ epoch: 1 });
    const late: WindowState[] = [];
    bridge.onState((state) => void late.push(state));
    stopEarly();
    tell({ epoch: 2 });
    expect(early).toEqual([[{ epoch: 1 }]]);
    expect(late).toEqual([{ epoch: 1 }, { epoch: 2 }]);
  });
});
