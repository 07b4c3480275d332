/** What takes long is drawn when what says whose window it is can be seen already. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

/** Ms after which it is drawn anyway: a window that nobody sees paints no frame. Longer than the slowest first frame, or it would delay it. */
const UNSEEN = 1_000;

/** Draws `children` after the first frame that shows what stands around them. */
export function AfterPaint({ children }: { readonly children: ReactNode }) {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    const go = (): void => setPainted(true);
    let timer = setTimeout(go, UNSEEN);
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer);
      // The frame itself is painted after its callbacks.
      timer = setTimeout(go);
    });
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
  return painted ? children : null;
}
