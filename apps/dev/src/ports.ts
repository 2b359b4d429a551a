import { ConfigError, type developmentConfig, type Environment } from '@app/runtime';
import { chosenPort, freePortFrom } from './free-port-from';

export interface Ports {
  readonly apiPort: number;
  /** Undefined with a real bot, which needs no chat page. */
  readonly chatPort: number | undefined;
}

type Wanted = ReturnType<typeof developmentConfig>;

/** A port that a variable sets must be free. Without the variable it is the next free port. */
export async function choosePorts(env: Environment, wanted: Wanted): Promise<Ports> {
  const chosen = (variable: string, port: number) =>
    env[variable] === undefined ? undefined : chosenPort(port, variable);

  if (env['TELEGRAM_BOT_TOKEN'] !== undefined) {
    const apiPort = (await chosen('PORT', wanted.apiPort)) ?? (await freePortFrom(wanted.apiPort));
    return { apiPort, chatPort: undefined };
  }
  refuseEqual(env, wanted);
  const [api, chat] = await Promise.all([
    chosen('PORT', wanted.apiPort),
    chosen('CHAT_PORT', wanted.chatPort),
  ]);
  const apiPort = api ?? (await freePortFrom(wanted.apiPort, chat));
  return { apiPort, chatPort: chat ?? (await freePortFrom(wanted.chatPort, apiPort)) };
}

function refuseEqual(env: Environment, wanted: Wanted) {
  const areChosen = env['PORT'] !== undefined && env['CHAT_PORT'] !== undefined;
  if (areChosen && wanted.apiPort === wanted.chatPort)
    throw new ConfigError([`PORT and CHAT_PORT are both ${wanted.apiPort}: choose different ones`]);
}
