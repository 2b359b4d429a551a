import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePort } from '@app/embedded';
import { developmentConfig, type Environment } from '@app/runtime';
import { choosePorts } from './ports';

const portsOf = (env: Environment) => choosePorts(env, developmentConfig(env));

describe('the ports of npm start', () => {
  it.each(['PORT', 'CHAT_PORT'])('differ if %s is set to the default of the other port', async (name) => {
    const port = await freePort();
    const { apiPort, chatPort } = await choosePorts(
      { [name]: String(port) },
      { apiPort: port, chatPort: port },
    );
    expect(name === 'PORT' ? apiPort : chatPort).toBe(port);
    expect(chatPort).toBeDefined();
    expect(chatPort).not.toBe(apiPort);
  });

  it('are refused if both variables name the same port', async () => {
    const port = String(await freePort());
    await expect(portsOf({ PORT: port, CHAT_PORT: port })).rejects.toThrow(
      `PORT and CHAT_PORT are both ${port}: choose different ones`,
    );
  });

  it('include no port for the chat page with a real bot', async () => {
    const other = createServer().listen(0, 'localhost');
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    const apiPort = await freePort();
    const env = { PORT: String(apiPort), CHAT_PORT: taken };
    await expect(portsOf(env)).rejects.toThrow(`Port ${taken} is taken by another program`);
    await expect(portsOf({ ...env, TELEGRAM_BOT_TOKEN: 'of a real bot' })).resolves.toEqual({
      apiPort,
      chatPort: undefined,
    });
    other.close();
  });
});
