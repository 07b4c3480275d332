/** The two vaults: a file under a passphrase, and the system's keychain where there is one. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseVault } from '../../../../electron/identity/choose-vault.ts';
import { openDevice } from '../../../../electron/identity/device.ts';
import { openSealedFile } from '../../../../electron/identity/sealed-file.ts';
import { newFolder, PASSPHRASE } from '../../../support/desk.ts';

function fileInFolder(): { folder: string; file: string } {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  return { folder, file: join(folder, 'keys.sealed') };
}

describe('keys in a sealed file', () => {
  test('are the same after a start, for the same passphrase only, and nowhere in plain text', async () => {
    const { file } = fileInFolder();
    const vault = await openSealedFile(file, PASSPHRASE);
    const device = await openDevice(vault);
    await vault.set('canary', 'needle-4711');
    await vault.remove('nothing');
    const again = await openSealedFile(file, PASSPHRASE);
    expect((await openDevice(again)).id).toBe(device.id);
    expect(await again.get('canary')).toBe('needle-4711');
    const bytes = readFileSync(file);
    for (const secret of ['needle', 'canary', device.secret.toString('base64url'), device.agreement.privateKey])
      expect(bytes.includes(secret)).toBe(false);
    expect(statSync(file).mode & 0o077).toBe(0);
    await expect(openSealedFile(file, `${PASSPHRASE}.`)).rejects.toMatchObject({ error: { code: 'passphrase' } });
  });

  test('are refused when the file was changed', async () => {
    const { file } = fileInFolder();
    await (await openSealedFile(file, PASSPHRASE)).set('a', 'b');
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { box: string };
    const box = Buffer.from(stored.box, 'base64url');
    box[3] = (box[3] ?? 0) ^ 1;
    writeFileSync(file, JSON.stringify({ ...stored, box: box.toString('base64url') }));
    await expect(openSealedFile(file, PASSPHRASE)).rejects.toMatchObject({ error: { code: 'passphrase' } });
    writeFileSync(file, 'nonsense');
    await expect(openSealedFile(file, PASSPHRASE)).rejects.toMatchObject({ error: { code: 'keychain' } });
  });

  test('keys that are not what was written are no reason to make new ones', async () => {
    const { file } = fileInFolder();
    const vault = await openSealedFile(file, PASSPHRASE);
    await openDevice(vault);
    const kept = await vault.get('device');
    await vault.set('device', kept!.replace('"outboxKey"', '"other"'));
    await expect(openDevice(vault)).rejects.toMatchObject({ error: { code: 'keychain' } });
  });
});

describe('which vault a desk has', () => {
  test('a sealed file asks for its passphrase, whatever else there is', async () => {
    const { folder, file } = fileInFolder();
    await openSealedFile(file, PASSPHRASE);
    expect(await chooseVault(folder)).toEqual({ ok: true, value: { kind: 'passphrase', file, first: false } });
  });

  /** A script on a session bus with a fresh keychain, whatever bus and keychain the tests themselves have. */
  const withKeyring = (script: string): ReturnType<typeof spawnSync> => {
    const unlocked = `echo -n pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && exec "${process.execPath}" --input-type=module -e '${script}'`;
    const { folder } = fileInFolder();
    return run('dbus-run-session', ['--', 'sh', '-c', unlocked], { HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder });
  };
  const withoutBus = (script: string): ReturnType<typeof spawnSync> =>
    run(process.execPath, ['--input-type=module', '-e', script], { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' });
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): ReturnType<typeof spawnSync> =>
    spawnSync(command, args, {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../../../..'),
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
    });
  const hasKeyring = spawnSync('sh', ['-c', 'command -v dbus-run-session && command -v gnome-keyring-daemon']).status === 0;

  test.skipIf(!hasKeyring)(
    'a keychain that works is used, keeps the keys, and is not replaced by a file when it is away',
    async () => {
      const { folder } = fileInFolder();
      const script = `
      import { chooseVault } from "./electron/identity/choose-vault.ts";
      import { openDevice } from "./electron/identity/device.ts";
      const ids = [];
      for (const _ of [1, 2]) {
        const chosen = await chooseVault(${JSON.stringify(folder)});
        if (!chosen.ok || chosen.value.kind !== "open") throw new Error(JSON.stringify(chosen));
        ids.push((await openDevice(chosen.value.vault)).id);
        await chosen.value.vault.set("lease x", "1");
        ids.push((await chosen.value.vault.names()).filter((name) => name.startsWith("lease")).join());
        await chosen.value.vault.remove("lease x");
      }
      console.log(JSON.stringify(ids));`;
      const ran = withKeyring(script);
      expect(ran.status, String(ran.stderr)).toBe(0);
      const [first, lease, second] = JSON.parse(String(ran.stdout)) as string[];
      expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(second).toBe(first);
      expect(lease).toBe('lease x');
      // Without the session bus the same desk doesn't fall back to new keys.
      const away = withoutBus(`
      import { chooseVault } from "./electron/identity/choose-vault.ts";
      console.log(JSON.stringify(await chooseVault(${JSON.stringify(folder)})));`);
      expect(JSON.parse(String(away.stdout)), String(away.stderr)).toMatchObject({ ok: false, error: { code: 'keychain' } });
    },
    60_000,
  );
});
