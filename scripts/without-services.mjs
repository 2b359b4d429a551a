import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this program whether it may start a service; 101 is no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Lets Debian install packages without a start of their services. A policy that is there already stays as it is. */
export function withoutServices(install, policy = POLICY) {
  if (existsSync(policy)) return install();
  const remove = () => rmSync(policy, { force: true });
  const stop = () => process.exit(1);
  // Also where the installation fails or is stopped: left behind, it would keep every later service from starting.
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  install();
  remove();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, stop);
}
