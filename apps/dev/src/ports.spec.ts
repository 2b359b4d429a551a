import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentConfig, type Environment } from '@app/runtime';
import { freePort } from '@app/testing';
import { KeptPorts } from './kept-ports';
import { choosePorts } from './ports';

let folder: string;
let kept: KeptPorts;
const others: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otpravka-ports-'));
  kept = new KeptPorts(join(folder, 'ports.json'));
});

afterEach(() => {
  for (const other of others.splice(0)) other.close();
  rmSync(folder, { recursive: true });
});

const portsOf = (env: Environment) => choosePorts(env, developmentConfig(env), kept);

/** Another program listens on the port. */
async function take(port: number): Promise<number> {
  const other = createServer().listen(port, '127.0.0.1');
  others.push(other);
  await once(other, 'listening');
  return (other.address() as AddressInfo).port;
}

const twoFreePorts = async () => ({ apiPort: await freePort(), chatPort: await freePort() });

describe('the ports of npm start', () => {
  it.each(['PORT', 'CHAT_PORT'])('differ if %s is set to the default of the other port', async (name) => {
    const port = await freePort();
    const { apiPort, chatPort } = await choosePorts(
      { [name]: String(port) },
      { apiPort: port, chatPort: port },
      kept,
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
    const taken = String(await take(0));
    const apiPort = await freePort();
    const env = { PORT: String(apiPort), CHAT_PORT: taken };
    await expect(portsOf(env)).rejects.toThrow(`Port ${taken} is taken by another program`);
    await expect(portsOf({ ...env, TELEGRAM_BOT_TOKEN: 'of a real bot' })).resolves.toEqual({
      apiPort,
      chatPort: undefined,
      notes: [],
    });
  });

  it('are the next free ones if the defaults are taken, which is said, and stay these', async () => {
    const defaults = await twoFreePorts();
    await Promise.all([take(defaults.apiPort), take(defaults.chatPort)]);
    const first = await choosePorts({}, defaults, kept);
    expect(first.apiPort).toBeGreaterThan(defaults.apiPort);
    expect(first.chatPort).toBeGreaterThan(defaults.chatPort);
    expect(first.notes).toEqual([
      `Port ${defaults.apiPort} is taken. The API and its pages are at port ${first.apiPort}, also at the next start; PORT chooses another port.`,
      `Port ${defaults.chatPort} is taken. The chat page is at port ${first.chatPort}, also at the next start; CHAT_PORT chooses another port.`,
    ]);

    for (const other of others.splice(0)) {
      other.close();
      await once(other, 'close');
    }
    expect(await choosePorts({}, defaults, kept)).toEqual({ ...first, notes: [] });
  });

  it('move on if a kept one is taken, and stay there', async () => {
    const defaults = await twoFreePorts();
    const first = await choosePorts({}, defaults, kept);
    expect(first).toEqual({ ...defaults, notes: [] });
    await take(first.chatPort!);
    const second = await choosePorts({}, defaults, kept);
    expect(second.apiPort).toBe(first.apiPort);
    expect(second.chatPort).toBeGreaterThan(first.chatPort!);
    expect(second.notes).toHaveLength(1);
    expect(await choosePorts({}, defaults, kept)).toEqual({ ...second, notes: [] });
  });

  it('that a variable sets are used for this start only', async () => {
    const defaults = await twoFreePorts();
    await choosePorts({}, defaults, kept);
    const chosen = await freePort();
    const { apiPort } = await choosePorts({ PORT: String(chosen) }, { ...defaults, apiPort: chosen }, kept);
    expect(apiPort).toBe(chosen);
    expect((await choosePorts({}, defaults, kept)).apiPort).toBe(defaults.apiPort);
  });

  it.each(['', '{', '[]', '{"apiPort":"x"}', '{"apiPort":70000}'])(
    'are the defaults if the file holds %j',
    async (text) => {
      writeFileSync(join(folder, 'ports.json'), text);
      const defaults = await twoFreePorts();
      expect(await choosePorts({}, defaults, kept)).toEqual({ ...defaults, notes: [] });
    },
  );
});
