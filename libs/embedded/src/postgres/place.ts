import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { readlinkSync, realpathSync, rmdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SYSTEM_FOLDER, type Account } from './account';

/** The file with the superuser's password. It is in the same folder as the cluster. */
export const PASSWORD_FILE = 'password';

/**
 * Prepares the folder of the data: `dataDir` itself, or a folder of the system if PostgreSQL's user cannot enter `dataDir`,
 * as below /root. Then `dataDir` becomes a symbolic link, which people see and can delete. @returns the real folder
 */
export function prepareDataFolder(
  dataDir: string,
  account: Account | undefined,
  isThrowaway: boolean,
): string {
  mkdirSync(dirname(dataDir), { recursive: true });
  const folder = targetOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!account) refuseForeignOwner(folder);
  refuseOtherFiles(folder);
  if (!account || changeOwner(folder, account)) return realpathSync(folder);
  if (folder !== dataDir || readdirSync(folder).length > 0) throw unreachable(folder, account);

  const elsewhere = makeElsewhere(isThrowaway);
  if (!changeOwner(elsewhere, account)) throw unreachable(elsewhere, account);
  rmdirSync(dataDir);
  symlinkSync(elsewhere, dataDir);
  return realpathSync(elsewhere);
}

/** Follows the link even if its target does not exist. The data are then created there again. */
function targetOf(dataDir: string): string {
  const isLink = lstatSync(dataDir, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? resolve(dirname(dataDir), readlinkSync(dataDir)) : dataDir;
}

function makeElsewhere(isThrowaway: boolean): string {
  const parent = isThrowaway ? tmpdir() : SYSTEM_FOLDER;
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  return mkdtempSync(join(parent, isThrowaway ? 'otpravka-' : 'data-'));
}

/** Makes the account the owner of everything in the folder. @returns whether it can enter the folder */
function changeOwner(folder: string, { uid, gid }: Account): boolean {
  if (statSync(folder).uid !== uid) {
    if (readdirSync(folder).length > 0) execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    else chownSync(folder, uid, gid);
  }
  return spawnSync('test', ['-w', folder], { cwd: '/', uid, gid }).status === 0;
}

function refuseForeignOwner(folder: string): void {
  const owner = statSync(folder).uid;
  if (process.getuid === undefined || owner === process.getuid()) return;
  throw new Error(
    `The data in ${folder} belong to the user with id ${owner}, probably because they were created by root. ` +
      `Give them to yourself (sudo chown -R "$(id -u)" "${folder}") or start as root again.`,
  );
}

/** Protects folders with other files, because root changes the owner of everything in the folder. */
function refuseOtherFiles(folder: string): void {
  const names = readdirSync(folder);
  if (names.length === 0 || names.includes(PASSWORD_FILE)) return;
  throw new Error(
    `${folder} is not empty and has no file "${PASSWORD_FILE}" of an embedded PostgreSQL: put that file back if it was ` +
      'lost, or choose another folder for the data.',
  );
}

const unreachable = (folder: string, account: Account): Error =>
  new Error(
    `PostgreSQL runs as ${account.name}, who cannot write in ${folder}: give that user access to the folders above it ` +
      '(chmod o+x), or choose another folder for the data.',
  );
