/** A whole desk is killed, or fails: no byte of its folder, its temporary files or its output tells what it held. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { PASSPHRASE, newFolder, signedInOffline, startDesk } from '../../support/desk.ts';

const CANARY = 'canary8c1fplain';

interface Wreck {
  readonly folder: string;
  readonly output: string;
  /** The canary was in what the desk answered before: it did hold it. */
  readonly seen: { readonly found: boolean; readonly recorded: boolean };
}

/** Runs the desk until it is ready and a moment more; then it is killed. */
async function wrecked(how: 'killed' | 'thrown' | 'rejected' | 'worker'): Promise<Wreck> {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const child = spawn(process.execPath, [fileURLToPath(new URL('canary-desk.ts', import.meta.url)), folder, CANARY, how], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, SQLITE_TMPDIR: temporary },
  });
  const gone = once(child, 'exit');
  const ready = Promise.withResolvers<void>();
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString('latin1');
      if (output.includes('ready ')) ready.resolve();
    });
  await Promise.race([ready.promise, gone]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGKILL');
  await gone;
  const said = /ready (\{.*\})/.exec(output)?.[1];
  if (!said) throw new Error('the desk did not come up');
  return { folder, output, seen: JSON.parse(said) as Wreck['seen'] };
}

const SECRETS = [CANARY, PASSPHRASE].flatMap((text) => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('hex')),
  // In base64 a text has three forms, by where it begins; without the characters that its neighbours share.
  ...[0, 1, 2].map((shift) =>
    Buffer.from(
      Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
        .toString('base64')
        .slice(4, 16),
    ),
  ),
]);
const tells = (bytes: Buffer): boolean => SECRETS.some((secret) => bytes.includes(secret));

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
}

test('the search for the canary finds it in each of its forms', () => {
  for (const text of [CANARY, `xx${PASSPHRASE}`])
    for (const form of [
      text,
      Buffer.from(text, 'utf16le'),
      Buffer.from(text).toString('hex'),
      ...['', 'a', 'bc'].map((lead) => Buffer.from(lead + text).toString('base64')),
    ])
      expect(tells(Buffer.from(form as string)), String(form)).toBe(true);
  expect(tells(Buffer.from('nothing of the kind'))).toBe(false);
});

test('killed at work, it leaves nothing to read: store, log, outbox, keys, notes, temporary files', async () => {
  const { folder, output, seen } = await wrecked('killed');
  expect(seen).toEqual({ found: true, recorded: true });
  const left = files(folder);
  expect(left).toEqual(expect.arrayContaining(['desk.log', 'keys.sealed', 'outbox.db', 'outbox.db-wal', 'remembered']));
  for (const form of [/slices\/[0-9a-f]{32}\.slice$/, /slices\/[0-9a-f]{32}\.notebook$/, /slices\/[0-9a-f]{32}\.notebook-wal$/])
    expect(
      left.some((name) => form.test(name)),
      String(form),
    ).toBe(true);
  expect(statSync(join(folder, 'outbox.db-wal')).size).toBeGreaterThan(0);
  expect(left.filter((name) => tells(readFileSync(join(folder, name))))).toEqual([]);
  expect(left.filter((name) => statSync(join(folder, name)).mode & 0o077)).toEqual([]);
  expect(tells(Buffer.from(output, 'latin1'))).toBe(false);

  const again = await startDesk({ folder });
  await signedInOffline(again);
  expect(JSON.stringify(await again.act('audit.own', { before: null, limit: 100 }))).toContain(CANARY);
  expect(JSON.stringify(await again.act('floor.read', {}))).toContain(CANARY);
  await again.desk.end();
});

test('at the lock, what was tried stands in the notes without a secret', async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const on = await startDesk({ folder });
  await on.act('identity.unlock', { passphrase: `${PASSPHRASE} first` });
  await on.desk.end();
  const again = await startDesk({ folder });
  await again.act('identity.unlock', { passphrase: `${CANARY} wrong` });
  await again.act('identity.signIn', { code: CANARY });
  const notes = readFileSync(join(folder, 'before-unlock'));
  expect(notes.toString('utf8')).toContain('"action":"identity.unlock"');
  expect(tells(notes)).toBe(false);
  await again.desk.end();
});

test.each(['thrown', 'rejected', 'worker'] as const)('a fault (%s) with the canary in its words says its kind and no more', async (how) => {
  const { folder, output, seen } = await wrecked(how);
  expect(seen.recorded).toBe(true);
  if (how !== 'worker') expect(output).toMatch(/"where":"(uncaught|unhandled)","fault":"(AppFailure|Error)"/);
  expect(tells(Buffer.from(output, 'latin1'))).toBe(false);
  expect(files(folder).filter((name) => tells(readFileSync(join(folder, name))))).toEqual([]);
});
