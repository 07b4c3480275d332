/**
 * A warm window draws a workbench once, of nobody and of no customer, unseen, while nobody waits for it: what is drawn for
 * the first time in a page costs most of a second (code to be compiled, shaders, fonts), and a pivot should not wait for it.
 * Main has told such a page nothing and answers it nothing.
 */
import { useEffect, useState } from 'react';
import type { WindowState } from '../shared/contract/state.ts';
import { Frame } from './features/frame/index.tsx';
import { Workbench } from './features/workbench/index.tsx';
import './rehearsal.css';

/** Ms without a word of main after which a page takes itself for a warm one, and the window beside it has come to rest. */
const ALONE = 1_500;
/** Ms that the drawn workbench stays, so that what it does after its first frame has been done too. */
const STAYS = 400;

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
  const [part, setPart] = useState<'before' | 'drawn' | 'over'>('before');
  useEffect(() => {
    if (part === 'over') {
      // For whoever drives the window, and must not measure before.
      performance.mark('rehearsed');
      return undefined;
    }
    const next = part === 'before' ? 'drawn' : 'over';
    const timer = setTimeout(() => setPart(next), part === 'before' ? ALONE : STAYS);
    return () => clearTimeout(timer);
  }, [part]);
  if (part !== 'drawn') return null;
  return (
    <div className="rehearsal" aria-hidden inert>
      <Frame state={NOBODY}>
        <Workbench state={NOBODY} />
      </Frame>
    </div>
  );
}
