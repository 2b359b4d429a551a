import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A folder for files of root that other users must be able to read. Unlike /tmp it survives a reboot. */
export const SYSTEM_FOLDER = '/var/lib/otpravka';

/**
 * Chooses the user of PostgreSQL, which refuses to run as root. The first choice is the owner of the data or of their future
 * folder, so that the data keep their owner under `sudo` or when a user is added later. The next ones are `postgres` and
 * `nobody`. No user is created. @returns undefined if this process is not root and needs no other user
 */
export function chooseAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of [ownerOf(dataDir), 'postgres', 'nobody']) {
    const account = lookUp(user);
    if (account && account.uid !== 0) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as: start as another ' +
      'user, or set DATABASE_URL to a PostgreSQL of yours.',
  );
}

function ownerOf(folder: string): string {
  return existsSync(folder) ? String(statSync(folder).uid) : ownerOf(dirname(folder));
}

/** Looks a user up by name or number. A number without a name is refused, because initdb needs the name. */
function lookUp(user: string): Account | undefined {
  try {
    const id = (flag: string): string =>
      execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { name: id('-un'), uid: Number(id('-u')), gid: Number(id('-g')) };
  } catch {
    return undefined;
  }
}
