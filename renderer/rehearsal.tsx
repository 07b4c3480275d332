/**
 * A warm window draws band and workbench once, of nobody and of no customer, unseen, while nobody waits for it: what is drawn for
 * the first time in a page costs most of a second (code to be compiled, shaders, fonts), and a pivot should not wait for it.
 * Main has told such a page nothing and answers it nothing.
 */
import { useEffect, useState } from 'react';
import type { WindowState } from '../shared/contract/state.ts';
import { Frame } from './features/frame/index.tsx';
import { Workbench } from './features/workbench/index.tsx';
import './rehearsal.css';

/**
 * What is drawn when, and for how many ms: first what a pivot shows first, which is little; then all of it, when the window
 * beside this one has come to rest. It stays long enough for what it does after its first frame.
 */
const ACTS = [
  { shows: null, ms: 300 },
  { shows: 'frame', ms: 100 },
  { shows: null, ms: 1_100 },
  { shows: 'workbench', ms: 400 },
] as const;

const NOBODY: WindowState = {
  epoch: 0,
  screen: 'starting',
  hub: { online: true, name: '', retryAt: null, demo: false },
  signIn: { phase: 'idle', error: null },
  unlock: null,
  person: { name: '', issuer: '', home: 'mssp' },
  context: {
    mark: { name: 'Netgraph', monogram: '', colour: 0, pattern: 0 },
    role: 'observer',
    ticket: '',
    sentence: '',
    own: false,
    expiresAt: Number.MAX_SAFE_INTEGER,
    leaseUntil: null,
    cases: 0,
    exporting: null,
  },
  sync: { phase: 'ready', done: 0, total: 0, sliceAt: null, error: null },
  audit: { unsent: 0, writable: true },
  ended: null,
  recovered: false,
  closing: false,
  theme: 'system',
};

/** To be shown as long as main has said nothing. */
export function Rehearsal() {
  const [at, setAt] = useState(0);
  const act = ACTS[at];
  useEffect(() => {
    if (!act) {
      // For whoever drives the window, and must not measure before.
      performance.mark('rehearsed');
      return undefined;
    }
    const timer = setTimeout(() => setAt(at + 1), act.ms);
    return () => clearTimeout(timer);
  }, [at, act]);
  if (!act?.shows) return null;
  return (
    <div className="rehearsal" aria-hidden inert>
      <Frame state={NOBODY}>{act.shows === 'workbench' && <Workbench state={NOBODY} />}</Frame>
    </div>
  );
}
