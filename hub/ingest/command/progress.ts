/** How far it is: one line that changes on a terminal, a plain line now and then elsewhere. */
const TERMINAL_MS = 200;
const PLAIN_MS = 5_000;
/** Characters of a name that are shown at the least. */
const SHORTEST = 8;

export interface Progress {
  begin(name: string, bytes: number | null): void;
  /** Bytes as they lie on the disk, since the last time. */
  read(bytes: number): void;
  /** Lines in all so far, and how many of them were known already. */
  lines(done: number, known: number): void;
  end(): void;
}

const number = (value: number): string => value.toLocaleString('en');

export function makeProgress(out: NodeJS.WriteStream, now: () => number = () => performance.now()): Progress {
  const every = out.isTTY ? TERMINAL_MS : PLAIN_MS;
  let state = { name: '', bytes: null as number | null, read: 0, lines: 0, known: 0, began: 0 };
  let last = 0;
  let shown = false;
  const figures = (): string => {
    const { bytes, read, lines, known, began } = state;
    const seconds = Math.max((now() - began) / 1_000, 0.001);
    const part = bytes ? `${Math.min(100, Math.floor((read / bytes) * 100))} %` : `${number(Math.round(read / 1_000))} kB`;
    const knownWords = known > 0 ? `, ${number(known)} known already` : '';
    return `: ${part}, ${number(lines)} lines${knownWords}, ${number(Math.round(lines / seconds))} lines/s`;
  };
  /** On a terminal the end of a long name: the figures are what changes. */
  const words = (room: number): string => {
    const tail = figures();
    const left = Math.max(room - tail.length, SHORTEST);
    return `${state.name.length <= left ? state.name : `…${state.name.slice(1 - left)}`}${tail}`.slice(0, room);
  };
  const show = (): void => {
    if (now() - last < every) return;
    last = now();
    shown = true;
    out.write(out.isTTY ? `\r\x1b[2K${words((out.columns || 80) - 1)}` : `${words(Infinity)}\n`);
  };
  return {
    begin(name, bytes) {
      state = { name, bytes, read: 0, lines: 0, known: 0, began: now() };
      last = now();
    },
    read(bytes) {
      state.read += bytes;
      show();
    },
    lines(done, known) {
      state.lines = done;
      state.known = known;
      show();
    },
    end() {
      if (shown && out.isTTY) out.write('\r\x1b[2K');
      shown = false;
    },
  };
}
