/** Which screen this window shows: main says so, and nothing else does. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect } from 'react';
import type { WindowState } from '../shared/contract/state.ts';
import { AfterPaint } from './after-paint.tsx';
import { act, useWindowState } from './api.ts';
import { Audit } from './features/audit/index.tsx';
import { Floor } from './features/floor/index.tsx';
import { Frame } from './features/frame/index.tsx';
import { usePainted } from './features/frame/keystrokes.ts';
import { beforeLeaving } from './leaving.ts';
import { Rehearsal } from './rehearsal.tsx';
import { useTheme } from './ui/theme.ts';
import { SignIn } from './features/sign-in/index.tsx';
import { Starting } from './features/sign-in/starting.tsx';
import { Switcher } from './features/switcher/index.tsx';
import { Sync } from './features/sync/index.tsx';
import { Unlock } from './features/unlock/index.tsx';
import { Workbench } from './features/workbench/index.tsx';

export function App() {
  const state = useWindowState();
  return <Tooltip.Provider delay={400}>{state ? <Whole state={state} /> : <Rehearsal />}</Tooltip.Provider>;
}

function Whole({ state }: { readonly state: WindowState }) {
  const { epoch, screen, sync, context, theme, closing } = state;
  useTheme(theme);
  useEffect(() => {
    if (closing) void beforeLeaving(() => act('window.close', {}));
  }, [closing]);
  usePainted({ epoch, screen, customer: context !== null, ready: isOpen(sync) });
  return (
    <Frame key={epoch} state={state}>
      {context ? (
        <AfterPaint>
          <Shown state={state} />
        </AfterPaint>
      ) : (
        <Shown state={state} />
      )}
    </Frame>
  );
}

/** There is a slice to work on, or one that is just being opened. */
const isOpen = ({ phase, sliceAt }: WindowState['sync']): boolean => phase === 'ready' || (phase === 'none' && sliceAt !== null);

function Shown({ state }: { readonly state: WindowState }) {
  const { screen, context, sync, unlock } = state;
  switch (screen) {
    case 'starting':
      return <Starting />;
    case 'unlock':
      return unlock && <Unlock unlock={unlock} />;
    case 'signIn':
      return <SignIn state={state} />;
    case 'floor':
      return <Floor state={state} />;
    case 'switcher':
      return <Switcher state={state} />;
    case 'workbench':
      return context && (isOpen(sync) ? <Workbench state={state} /> : <Sync context={context} sync={sync} />);
    case 'audit':
      return context && <Audit context={context} />;
  }
}
