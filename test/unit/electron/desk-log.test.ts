/** The desk's log: for its owner only, bounded, and without a word of what somebody saw. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DeskLog } from '../../../electron/desk-log.ts';

const call = { request: 'r', method: 'POST', path: '/v1/floor', status: 200, code: null, ms: 3, tries: 1 } as const;

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ng-desk-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'desk.log');
}

test('a line a request and a fault, for the owner alone; a fault is its kind, never its words', () => {
  const file = newFile();
  const log = new DeskLog(file, () => 0);
  log.call(call);
  log.fault('tick', new TypeError('at Alder Works'));
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { time: '1970-01-01T00:00:00.000Z', what: 'hub', ...call },
    { time: '1970-01-01T00:00:00.000Z', what: 'fault', where: 'tick', fault: 'TypeError' },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('two files and no more, however long it goes on', () => {
  const file = newFile();
  const log = new DeskLog(file, Date.now);
  for (let line = 0; line < 1_000; line++) log.call({ ...call, request: 'r'.repeat(6_000) });
  expect(statSync(file).size).toBeLessThan(2.2 * 1024 * 1024);
  expect(statSync(`${file}.1`).size).toBeLessThan(2.2 * 1024 * 1024);
  expect(statSync(`${file}.1`).mode & 0o777).toBe(0o600);
});

test('a folder that takes nothing stops nobody', () => {
  expect(() => new DeskLog('/proc/nowhere/desk.log', Date.now).call(call)).not.toThrow();
});
