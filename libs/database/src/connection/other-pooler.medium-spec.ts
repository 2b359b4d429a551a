import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
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
  const login = `login_${randomBytes(6).toString('hex')}`;
  let store: TestDatabase;
  let pooler: Server;
  let url: string;

  beforeAll(async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `create role ${login} login password '${login}' noinherit; grant otpravka_app to ${login};
       alter role ${login} set role = 'otpravka_app'`,
    );
    const target = new URL(store.url);
    pooler = createServer((client) => {
      const dropped: Socket[] = [client];
      const drop = () => dropped.forEach((socket) => socket.destroy());
      client.on('error', drop).once('data', (startup) => {
        if (startup.includes('options\0')) return void client.end(refusal());
        const server = connect(Number(target.port), target.hostname).on('error', drop);
        dropped.push(server);
        server.write(startup);
        client.pipe(server).pipe(client);
      });
    }).listen(0, '127.0.0.1');
    await once(pooler, 'listening');
    const { port } = pooler.address() as AddressInfo;
    url = Object.assign(new URL(store.url), {
      host: `127.0.0.1:${port}`,
      username: login,
      password: login,
    }).href;
  });
  afterAll(async () => {
    await closeDatabases();
    pooler.close();
    await store.drop();
    await asOwner(new URL('/postgres', store.url).href, `drop role ${login}`);
  });

  it('a login that has the role by itself serves', async () => {
    const database = await booted(url);
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
  });
});
