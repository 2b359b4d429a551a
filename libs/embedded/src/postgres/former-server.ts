import { existsSync, readFileSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { endProcess, findProcess, type RunningProcess } from '../running-process';

/**
 * Adds the id of this process to the command line of the server, so that the process list shows who started the server. The
 * server is an orphan if that process is no longer its parent.
 */
const PARENT = 'otpravka.parent';
export const parentArgument = (): string => `${PARENT}=${process.pid}`;

/**
 * Ends an orphan that uses these data and removes a stale pid file. Otherwise PostgreSQL would refuse to start if the pid in
 * the file now belongs to another process.
 */
export async function clearFormerServer(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;

  const pid = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  const former = pid > 0 ? await findProcess(pid) : undefined;
  if (!former || isOtherProgram(former, cluster)) {
    rmSync(pidFile, { force: true });
    return;
  }
  if (isOrphan(former, cluster)) await endProcess(pid, 'SIGINT', 'SIGQUIT');
  else throw inUse(former, cluster);
}

const usesCluster = ({ command, folder }: RunningProcess, cluster: string): boolean =>
  folder === cluster || command.includes(` -D ${cluster} `);

/** If the system does not show a process's folder, any postgres may be the one that uses these data. */
function isOtherProgram(former: RunningProcess, cluster: string): boolean {
  if (!former.command.includes('postgres')) return true;
  return platform() === 'linux' && !usesCluster(former, cluster);
}

const isOrphan = (former: RunningProcess, cluster: string): boolean =>
  usesCluster(former, cluster) &&
  former.command.includes(` ${PARENT}=`) &&
  !former.command.includes(` ${PARENT}=${former.parent} `);

const inUse = ({ pid, parent }: RunningProcess, cluster: string): Error =>
  new Error(
    `A PostgreSQL (process ${pid}, started by process ${parent}) already uses the data in ${cluster}: stop it first, or choose ` +
      'another folder for the data.',
  );
