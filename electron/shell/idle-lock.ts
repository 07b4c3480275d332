/** Tells when nobody is at the desk: the screen was locked, the machine sleeps, or no key was touched for a while. */
import { powerMonitor } from '../platform.ts';

const LOOK_EVERY_MS = 15_000;

/** Calls `lock` at each such moment. `idleSeconds`: how long without input counts. Returns the way to stop looking. */
export function onIdle(idleSeconds: number, lock: () => void): () => void {
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('suspend', lock);
  let idle = false;
  const timer = setInterval(() => {
    const now = powerMonitor.getSystemIdleTime() >= idleSeconds;
    if (now && !idle) lock();
    idle = now;
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
