/** Which screen this window shows: main says so, and nothing else does. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useWindowState } from './api.ts';

export function App() {
  const state = useWindowState();
  return (
    <Tooltip.Provider delay={400}>
      <main data-screen={state?.screen ?? undefined} />
    </Tooltip.Provider>
  );
}
