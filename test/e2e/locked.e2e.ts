/** A desk without a keychain and without a hub: a passphrase is set, locks, and opens; and what is said meanwhile. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { Hands } from '../../runtime/tour/hands.ts';
import { Workstation } from '../../runtime/tour/workstation.ts';
import { see } from './screens/see.ts';

/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:9';
const PICTURES = join(ROOT, 'out', 'e2e', 'screens');

describe('a desk without a keychain', () => {
  let workstation: Workstation;
  let folder: string | null = null;
  const open = async (): Promise<{ hands: Hands; picture: (name: string) => Promise<void> }> => {
    workstation = await Workstation.start(NO_HUB, {}, folder);
    folder = workstation.folder;
    const hands = new Hands(workstation.page);
    await workstation.window('unlock');
    return { hands, picture: async (name) => void (await workstation.page.saveScreenshot(join(PICTURES, `${name}.png`))) };
  };
  beforeAll(() => {
    mkdirSync(PICTURES, { recursive: true });
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await workstation.end(true);
  });

  test('asks for a passphrase to be set', async () => {
    const seen = await open();
    await see(seen, '50-set-a-passphrase', 'This system has no keychain.', 'Set a passphrase');
    await seen.hands.fill('input[name=passphrase]', 'short');
    await seen.hands.keys('Enter');
    await see(seen, '51-too-short', 'At least 12 characters.');
    for (const field of ['passphrase', 'repeat']) await seen.hands.fill(`input[name=${field}]`, 'long enough to keep');
    await seen.hands.keys('Enter');
    await workstation.window('signIn');
    await see(seen, '52-no-hub', /Hub unreachable\. Synced slices work; retrying (in \d+ s|now)\./);
    await workstation.end(false);
  });

  test('is locked when it starts again, and opens for that passphrase only', async () => {
    const seen = await open();
    await seen.hands.fill('input[name=passphrase]', 'another long enough');
    await seen.hands.keys('Enter');
    await see(seen, '53-wrong-passphrase', 'The passphrase does not open the local keys.', 'Unlock this desk');
    await seen.hands.fill('input[name=passphrase]', 'long enough to keep');
    await seen.hands.keys('Enter');
    expect(await workstation.window('signIn')).toBe('signIn');
  });
});
