/** The disk under the outbox is full: nothing runs unrecorded; with room again everything goes on and nothing is lost. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSealedFile } from '../../../electron/identity/sealed-file.ts';
import { UnlockNotes } from '../../../electron/audit/unlock-notes.ts';
import { NOBODY } from '../../../electron/audit/draft.ts';
import { NOTHING } from '../../../shared/contract/action.ts';
import { expect, onTestFinished, test } from 'vitest';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { PASSPHRASE, assumed, leaveLeases, signedInOffline, startDesk } from '../../support/desk.ts';

/** A file system of 3 MB, or null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=700', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

const probe = process.platform === 'linux' ? smallDisk() : null;
if (probe) {
  execFileSync('umount', [probe]);
  rmSync(probe, { recursive: true });
}

/** A small disk that goes when the test ends. */
function disk(): string {
  const folder = smallDisk();
  if (!folder) throw new Error('no small disk');
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Leaves one page of 4096 bytes. Gives the file to remove. */
function fill(folder: string): string {
  const ballast = join(folder, 'ballast');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4096));
  return ballast;
}

test.skipIf(!probe)('keys that do not fit on the disk any more are as they were, and can be saved later', async () => {
  const folder = disk();
  const file = join(folder, 'keys.sealed');
  const vault = await openSealedFile(file, PASSPHRASE);
  for (let at = 0; at < 20; at++) await vault.set(`key ${at}`, 'x'.repeat(1_000));
  const ballast = fill(folder);
  await expect(vault.set('key 20', 'late')).rejects.toThrow('could not be saved');
  await expect(vault.remove('key 0')).rejects.toThrow('could not be saved');
  expect([await vault.get('key 20'), (await vault.get('key 0'))?.length]).toEqual([null, 1_000]);
  expect(await (await openSealedFile(file, PASSPHRASE)).names()).toHaveLength(20);
  unlinkSync(ballast);
  await vault.set('key 20', 'late');
  await vault.remove('key 0');
  const names = await (await openSealedFile(file, PASSPHRASE)).names();
  expect([names.length, names.includes('key 20'), names.includes('key 0')]).toEqual([20, true, false]);
});

test.skipIf(!probe)('what does not fit into the notes at the lock is no note, and does not run', () => {
  const folder = disk();
  const notes = new UnlockNotes(join(folder, 'before-unlock'), () => 1);
  const draft = {
    subject: NOBODY,
    phase: 'intent',
    action: 'identity.unlock',
    of: null,
    result: null,
    note: NOTHING,
    offline: false,
  } as const;
  const ballast = fill(folder);
  let noted = 0;
  expect(() => {
    for (; noted < 200; noted++) notes.append(draft);
  }).toThrow('Nothing runs unrecorded');
  expect(notes.drafts()).toHaveLength(noted);
  unlinkSync(ballast);
  notes.append(draft);
  expect(notes.drafts()).toHaveLength(noted + 1);
});

test.skipIf(!probe)(
  'with a full disk an action does not run, and says so; with room again it does',
  async () => {
    const folder = disk();
    await leaveLeases(folder);
    const on = await startDesk({ folder });
    await signedInOffline(on);
    await assumed(on);
    const ballast = fill(folder);
    const look = () => on.act('audit.own', { before: null, limit: 1 });
    let answered = 0;
    let last = await look();
    for (; last.ok && answered < 2_000; last = await look()) answered++;
    expect(last).toMatchObject({ ok: false, error: { code: 'audit_unwritable' } });
    const before = on.desk.local.outbox.unsent;
    const windows = on.desk.windows.all.length;
    // An action whose running would be seen: no second window may open.
    expect(await on.act('window.signIn', {})).toMatchObject({ error: { code: 'audit_unwritable' } });
    expect(on.desk.windows.all).toHaveLength(windows);
    expect(on.desk.local.outbox.unsent).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(on.state().audit.writable).toBe(false);

    unlinkSync(ballast);
    expect(await look()).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(on.state().audit.writable).toBe(true);
    const bodies = verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey);
    const looked = closings(bodies).filter(({ action }) => action === 'audit.own');
    expect(looked.filter(({ result }) => result === 'ok')).toHaveLength(answered + 1);
    // An intent whose outcome found no room is at most the one at which the disk ran full.
    expect(looked.filter(({ result }) => result === null).length).toBeLessThanOrEqual(1);
    await on.desk.end();
  },
  120_000,
);
