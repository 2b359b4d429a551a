import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian runs this program to ask whether it may start a service; exit code 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs Debian packages without starting their services. An existing policy stays as it is. */
export function withoutServices(install, policy = POLICY) {
  if (existsSync(policy)) return install();
  const remove = () => rmSync(policy, { force: true });
  const stop = () => process.exit(1);
  // The policy is also removed when the installation fails or is stopped, because it would keep later services from starting.
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  install();
  remove();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, stop);
}
