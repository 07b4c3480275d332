/** The disk under the outbox is full: nothing runs unrecorded; with room again everything goes on and nothing is lost. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { assumed, leaveLeases, signedInOffline, startDesk } from '../../support/desk.ts';

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

test.skipIf(!probe)(
  'with a full disk an action does not run, and says so; with room again it does',
  async () => {
    const folder = smallDisk();
    if (!folder) throw new Error('no small disk');
    onTestFinished(() => {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    });
    await leaveLeases(folder);
    const on = await startDesk({ folder });
    await signedInOffline(on);
    await assumed(on);
    const ballast = join(folder, 'ballast');
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4096));

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
