import { ConfigError, type developmentConfig, type Environment } from '@app/runtime';
import { chosenPort, freePortFrom } from './free-port-from';
import type { KeptPorts } from './kept-ports';

export interface Ports {
  readonly apiPort: number;
  /** Undefined with a real bot, which needs no chat page. */
  readonly chatPort: number | undefined;
  /** A sentence for people for each port that could not be the one of before. */
  readonly notes: readonly string[];
}

type Wanted = ReturnType<typeof developmentConfig>;

/**
 * A port that a variable sets must be free. Without the variable, it is the port of the last start, or else the default, or if
 * that is taken, the next free one.
 */
export async function choosePorts(env: Environment, wanted: Wanted, kept: KeptPorts): Promise<Ports> {
  const needsChat = env['TELEGRAM_BOT_TOKEN'] === undefined;
  if (needsChat) refuseEqual(env, wanted);
  const [api, chat] = await Promise.all([
    chosenBy('PORT', env, wanted.apiPort),
    needsChat ? chosenBy('CHAT_PORT', env, wanted.chatPort) : undefined,
  ]);
  const former = kept.read();
  const found = { ...former };
  const notes: string[] = [];

  async function find(name: 'apiPort' | 'chatPort', reserved: number | undefined): Promise<number> {
    const preferred = former[name] ?? wanted[name];
    const port = await freePortFrom(preferred, reserved);
    if (port !== preferred) notes.push(noteOn(name, preferred, port));
    found[name] = port;
    return port;
  }

  const apiPort = api ?? (await find('apiPort', chat));
  const chatPort = needsChat ? (chat ?? (await find('chatPort', apiPort))) : undefined;
  kept.keep(found);
  return { apiPort, chatPort, notes };
}

/** @returns undefined if the variable is not set @throws BootRefusal if its port is taken */
const chosenBy = (variable: 'PORT' | 'CHAT_PORT', env: Environment, port: number) =>
  env[variable] === undefined ? undefined : chosenPort(port, variable);

const PLACES = {
  apiPort: { what: 'The API and its pages are', variable: 'PORT' },
  chatPort: { what: 'The chat page is', variable: 'CHAT_PORT' },
} as const;

const noteOn = (name: keyof typeof PLACES, taken: number, port: number): string =>
  `Port ${taken} is taken. ${PLACES[name].what} at port ${port}, also at the next start; ${PLACES[name].variable} chooses another port.`;

function refuseEqual(env: Environment, wanted: Wanted) {
  const areChosen = env['PORT'] !== undefined && env['CHAT_PORT'] !== undefined;
  if (areChosen && wanted.apiPort === wanted.chatPort)
    throw new ConfigError([`PORT and CHAT_PORT are both ${wanted.apiPort}: choose different ones`]);
}
