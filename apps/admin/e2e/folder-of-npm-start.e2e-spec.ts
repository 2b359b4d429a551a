import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, StartedProduct, type TestDatabase } from '@app/testing';
import { Operator } from './operator';

describe('a command in the folder of npm start', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database?.drop();
  });
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'otpravka-admin-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('uses the embedded stores while npm start runs, but not in production', async () => {
    const product = await StartedProduct.start(folder);
    try {
      expect(product.output).toContain('npm run admin -- --help');
      const { exitCode, stdout, stderr } = await new Operator({}, folder).run('phone', 'why', '+77012345678');
      expect(stderr).toMatch(/the stores of the npm start in this folder/);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/Workers +1 running/) as string,
      });
      const production = await new Operator({ NODE_ENV: 'production' }, folder).run(
        'phone',
        'why',
        '+77012345678',
      );
      expect(production.stderr).toMatch(
        /DATABASE_URL is missing[^]*NODE_ENV is production, so only the environment was read/,
      );
    } finally {
      await product.stop();
    }
    const after = await new Operator({}, folder).run('phone', 'why', '+77012345678');
    expect(after).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /DATABASE_URL is missing[^]*the environment; \.env in this folder \(there is none\); .*npm start in this folder \(none runs\)/,
      ) as string,
    });
    // Without NODE_ENV in the environment, .env is read.
    await writeFile(join(folder, '.env'), `DATABASE_URL=${database.url}\n`);
    const byFile = await new Operator({}, folder).run('shop', 'show', '+77012345678');
    expect(byFile.exitCode).toBe(3);
    // The message names .env because it was read. A NODE_ENV inside .env has no effect.
    await writeFile(join(folder, '.env'), 'NODE_ENV=production\n');
    const withoutUrl = await new Operator({}, folder).run('shop', 'show', '+77012345678');
    expect(withoutUrl.stderr).toMatch(
      /DATABASE_URL is missing[^]*These places were read: the environment; \.env in this folder;/,
    );
  });

  it('reports that an in-memory Redis is not accessible', async () => {
    await mkdir(join(folder, '.data'));
    const stores = JSON.stringify({ DATABASE_URL: database.url, REDIS_URL: null });
    await writeFile(join(folder, '.data', 'stores.json'), stores);
    const operator = new Operator({}, folder);
    const { exitCode, stdout } = await operator.run('phone', 'why', '+77012345678');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Telegram +not linked[^]*in the memory of its process[^]*install redis-server/);
    const unlock = await operator.run('shop', 'unlock', '+77012345678');
    expect(unlock).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/in the memory of its process/) as string,
    });
  });
});
