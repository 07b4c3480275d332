/** A page's bridge to main under plain Node, for what the renderer asks: answered by the test, and noted. */
import { vi } from 'vitest';
import { listen } from '../../renderer/api.ts';

/** What main would answer, by the action's name. */
export type Answers = Record<string, (input: never) => unknown>;

export interface StubbedBridge {
  /** Names of all that was asked, in order. */
  readonly asked: string[];
  /** As when main changes person or customer. */
  readonly enter: (epoch: number) => void;
}

/** Puts it into a `window` of its own and hears it, in epoch 1. What has no answer gets undefined. Ends with `vi.unstubAllGlobals()`. */
export function stubBridge(answers: Answers): StubbedBridge {
  const asked: string[] = [];
  let tell: (state: { readonly epoch: number }) => void = () => undefined;
  const netgraph = {
    act: async (name: string, input: never) => {
      asked.push(name);
      return answers[name]?.(input);
    },
    onState: (listener: (state: unknown) => void) => {
      tell = listener;
      tell({ epoch: 1 });
      return () => undefined;
    },
  };
  vi.stubGlobal('window', { netgraph });
  listen();
  return { asked, enter: (epoch) => tell({ epoch }) };
}
