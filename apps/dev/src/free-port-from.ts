import { isPortTaken } from '@app/embedded';
import { portTaken } from '@app/runtime';

/** `localhost` may mean either address; a program that listens on only one of them would answer in our place. */
const LOOPBACKS = ['127.0.0.1', '::1'];

async function isTaken(port: number): Promise<boolean> {
  const taken = await Promise.all(LOOPBACKS.map((host) => isPortTaken(port, host)));
  return taken.includes(true);
}

/** The wanted port, or the next one on which nobody listens. @param reserved a port that is skipped, because another part will listen on it */
export async function freePortFrom(wanted: number, reserved?: number): Promise<number> {
  for (let port = wanted; port < wanted + 100; port++) {
    if (port !== reserved && !(await isTaken(port))) return port;
  }
  return 0;
}

/** The port that a variable sets. @throws BootRefusal if another program listens on it */
export async function chosenPort(port: number, variable: string): Promise<number> {
  if (port !== 0 && (await isTaken(port))) throw portTaken(port, variable);
  return port;
}
