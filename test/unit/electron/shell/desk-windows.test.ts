/** A window that a person closes: its page is told, may keep what is written, and has some seconds for it, whatever it does. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Group } from '../../../../electron/shell/desk-window.ts';
import type { DeskWindow } from '../../../../electron/shell/desk-window.ts';
import { DeskWindows } from '../../../../electron/shell/desk-windows.ts';
import type { WindowState } from '../../../../shared/contract/state.ts';
import { PlainWindow } from '../../../support/desk.ts';

let windows: DeskWindows;
let shells: PlainWindow[];
const closed = vi.fn<(window: DeskWindow) => void>();
const last = vi.fn<() => void>();
beforeEach(() => {
  vi.useFakeTimers();
  closed.mockClear();
  last.mockClear();
  shells = [];
  windows = new DeskWindows({
    shell: {
      blank: () => {
        const shell = new PlainWindow();
        shells.push(shell);
        return shell;
      },
    },
    stateOf: ({ closing }) => ({ closing }) as WindowState,
    onClosed: closed,
    onLast: last,
    onBroken: () => undefined,
    now: () => 0,
  });
});
afterEach(() => void vi.useRealTimers());
const open = async (): Promise<{ window: DeskWindow; shell: PlainWindow }> => {
  const opened = windows.open(new Group(), 'floor');
  if (!opened.ok) throw new Error(opened.error.text);
  await vi.advanceTimersByTimeAsync(0);
  return { window: opened.value, shell: opened.value.shell as PlainWindow };
};

test('its page is told once, and it stays until that is done', async () => {
  const { window, shell } = await open();
  shell.closeIt();
  shell.closeIt();
  expect(shell.told.filter(({ closing }) => closing)).toHaveLength(1);
  expect(shell.destroyed).toBe(false);
  // As its page asks.
  windows.close(window);
  expect([shell.destroyed, closed.mock.calls.length, last.mock.calls.length]).toEqual([true, 1, 1]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(closed).toHaveBeenCalledOnce();
});

test('whoever still has something to say to a window that is closed says it to nobody', async () => {
  const { window, shell } = await open();
  windows.close(window);
  const told = shell.told.length;
  windows.tell(window);
  expect(shell.told).toHaveLength(told);
});

test('a page that says nothing, or fails, keeps no window open', async () => {
  const { shell } = await open();
  shell.closeIt();
  await vi.advanceTimersByTimeAsync(4_000);
  shell.fail();
  await vi.advanceTimersByTimeAsync(0);
  const next = windows.all[0]!.shell as PlainWindow;
  expect(next.told.at(-1)).toMatchObject({ closing: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([next.destroyed, last.mock.calls.length]).toEqual([true, 1]);
});

test('one that shows nothing yet goes at once', () => {
  const opened = windows.open(new Group(), 'starting');
  if (!opened.ok) throw new Error(opened.error.text);
  (opened.value.shell as PlainWindow).closeIt();
  expect(last).toHaveBeenCalledOnce();
});

test('a customer gets the page that has waited longest, a switcher the newest; no page is made while somebody chooses', async () => {
  windows.warmUp();
  const { window } = await open();
  await vi.advanceTimersByTimeAsync(400);
  const [, old] = shells;
  expect([window.shell === shells[0], shells.length]).toEqual([true, 3]);
  const switcher = windows.open(window.group, 'switcher', window);
  if (!switcher.ok) throw new Error(switcher.error.text);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([switcher.value.shell === shells[2], shells.length]).toEqual([true, 3]);
  windows.renew(window, 'workbench', null);
  windows.close(switcher.value);
  expect(window.shell).toBe(old);
  await vi.advanceTimersByTimeAsync(400);
  expect(shells.filter(({ destroyed, shown }) => !destroyed && !shown)).toHaveLength(2);
});

test('a page that fails while it waits is put away, and another one made', async () => {
  windows.warmUp();
  await vi.advanceTimersByTimeAsync(0);
  shells[0]!.fail();
  const { shell } = await open();
  expect([shells[0]!.destroyed, shell === shells[1]]).toEqual([true, true]);
  await vi.advanceTimersByTimeAsync(400);
  expect(shells.filter(({ destroyed, shown }) => !destroyed && !shown)).toHaveLength(2);
});

test('none that waits outlives the desk', async () => {
  windows.warmUp();
  await open();
  windows.destroyAll();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shells.every(({ destroyed }) => destroyed)).toBe(true);
});
