import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Root's part of the product: what must lie where other users come. Survives a reboot, unlike /tmp. */
export const SYSTEM_FOLDER = '/var/lib/otpravka';

/**
 * Whom PostgreSQL runs as: it refuses root. Undefined when we are not root and it runs as ourselves. Else the owner of
 * the data, or of the folder where they will lie, so that neither `sudo` nor a user that was added later takes the data
 * from anybody; where that is root too, `postgres` or `nobody`. No user is created.
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

/** By name or by number; a number without a name is no account, as initdb wants to know the name. */
function lookUp(user: string): Account | undefined {
  try {
    const id = (flag: string): string =>
      execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { name: id('-un'), uid: Number(id('-u')), gid: Number(id('-g')) };
  } catch {
    return undefined;
  }
}
