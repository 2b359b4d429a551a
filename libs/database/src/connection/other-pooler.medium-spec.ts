import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { freshDatabase, ProxySockets, ServiceLogin, type TestDatabase } from '@app/testing';
import { booted, closeDatabases } from '../spec/databases';

const PROTOCOL_VIOLATION = ['SFATAL', 'VFATAL', 'C08P01', 'Mparamètre de démarrage refusé : options'];

/** The error response of PostgreSQL's protocol. */
function refusal(): Buffer {
  const body = Buffer.from(`${PROTOCOL_VIOLATION.map((field) => `${field}\0`).join('')}\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

describe('behind a pooler that refuses startup options with another message', () => {
  const sockets = new ProxySockets();
  let store: TestDatabase;
  let login: ServiceLogin;
  let pooler: Server;
  let url: string;

  beforeAll(async () => {
    store = await freshDatabase();
    login = await ServiceLogin.create(store.url, { role: 'otpravka_app' });
    const target = new URL(store.url);
    pooler = createServer((client) => {
      sockets.add(client);
      client.once('data', (startup) => {
        if (startup.includes('options\0')) return void client.end(refusal());
        const server = connect(Number(target.port), target.hostname);
        server.write(startup);
        sockets.join(client, server);
      });
    }).listen(0, '127.0.0.1');
    await once(pooler, 'listening');
    const { port } = pooler.address() as AddressInfo;
    url = Object.assign(new URL(login.url), { host: `127.0.0.1:${port}` }).href;
  });
  afterAll(async () => {
    await closeDatabases();
    pooler.close();
    sockets.destroyAll();
    await store.drop();
    await login.drop();
  });

  it('a login that has the role by itself is accepted', async () => {
    const database = await booted(url);
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
  });
});
