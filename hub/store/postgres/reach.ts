/** Whether another system user could read a path: PostgreSQL won't run as root, so its files must be in that user's reach. */
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Every folder above `path`, and `path` itself, lets the user pass. */
export function canReach(path: string, user: SystemUser): boolean {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
    if ((bits & 1) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

/** A folder that every system user may pass through, for what the database can't reach where it is. Made by root only. */
export function sharedFolder(): string {
  const folder = '/var/lib/netgraph';
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}
