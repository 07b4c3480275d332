/** The worker that lays out: one layout, then its end. */
import type { Said, Told } from './messages.ts';
import { work } from './work.ts';

let stopped = false;
const say = (said: Said): void => globalThis.postMessage(said);
const turns = new MessageChannel();

globalThis.onmessage = ({ data }: MessageEvent<Told>): void => {
  if ('stop' in data) {
    stopped = true;
    return;
  }
  const overseer = {
    onProgress: (part: number) => say({ part }),
    isStopped: () => stopped,
    pause: () =>
      new Promise<void>((resolve) => {
        turns.port1.onmessage = () => resolve();
        turns.port2.postMessage(null);
      }),
  };
  void work(data.layout, data.graph, overseer).then(
    (laid) => say({ laid }),
    () => say({ failed: true }),
  );
};
