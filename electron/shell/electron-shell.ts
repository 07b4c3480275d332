/** The desk's windows as Electron draws them. */
import { STATE_CHANNEL } from '../../shared/contract/bridge.ts';
import type { Shell } from './desk-window.ts';
import { makeWindow, WORKBENCH } from './windows.ts';

/** `built`: the folder that holds main, preload and renderer. */
export function electronShell(built: string): Shell {
  return {
    blank() {
      const { window, loaded } = makeWindow(built, WORKBENCH);
      return {
        contents: window.webContents.id,
        loaded,
        tell: (state) => {
          if (!window.isDestroyed()) window.webContents.send(STATE_CHANNEL, state);
        },
        show: () => window.show(),
        focus: () => window.focus(),
        bounds: () => window.getBounds(),
        setBounds: (bounds) => window.setBounds(bounds),
        setTitle: (title) => {
          if (window.getTitle() !== title) window.setTitle(title);
        },
        protect: (on) => window.setContentProtection(on),
        destroy: () => {
          if (!window.isDestroyed()) window.destroy();
        },
        onClosing: (listener) =>
          void window.on('close', (event) => {
            event.preventDefault();
            listener();
          }),
        onClosed: (listener) => void window.on('closed', listener),
        onFailed: (listener) =>
          void window.webContents.on('render-process-gone', (_event, { reason }) => {
            if (reason !== 'clean-exit' && !window.isDestroyed()) listener();
          }),
      };
    },
  };
}
