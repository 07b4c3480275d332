/** PostgreSQL refuses to run as root. A hub that is started as root runs it as a system user of its own. */
import { execFileSync } from 'node:child_process';
import type { SystemUser } from './reach.ts';

const NAME = 'netgraph-db';

/** Null where the hub is not root: the database then runs as the same user. Makes the user if there is none. */
export function databaseUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const known = lookUp();
  if (known) return known;
  try {
    execFileSync(
      'useradd',
      ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', '--user-group', NAME],
      { stdio: 'pipe' },
    );
  } catch (error) {
    const made = lookUp();
    if (made) return made;
    throw new Error(`PostgreSQL can't run as root, and the system user ${NAME} could not be made. Start the hub as another user.`, {
      cause: error,
    });
  }
  const made = lookUp();
  if (!made) throw new Error(`The system user ${NAME} was made but can't be found.`);
  return made;
}

function lookUp(): SystemUser | null {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, NAME], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
