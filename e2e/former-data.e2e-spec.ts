import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@app/embedded';
import { asOwner, StartedProduct } from '@app/testing';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpravka-former-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Creates data as a build before the first release did. */
async function makeFormerData(): Promise<void> {
  const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, '.data', 'postgres') });
  await asOwner(
    postgres.url,
    `create table migrations (id serial primary key, timestamp bigint not null, name varchar not null);
     insert into migrations (timestamp, name) values (1763900000001, 'ApplicationRole1763900000001')`,
  );
  await postgres.stop();
}

it('npm start refuses data of a former build, and --fresh moves them aside', async () => {
  await makeFormerData();
  const { exitCode, output } = await StartedProduct.refused(folder);
  expect(exitCode).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    'The data in .data are those of a former build, which cannot be brought up to date: "npm start -- --fresh" moves them aside and starts with none.',
  ]);
  expect(existsSync(join(folder, '.data', 'postgres'))).toBe(true);

  const product = await StartedProduct.startByScript(folder, '--fresh');
  const former = (await readdir(join(folder, '.data'))).filter((name) => name.startsWith('former-'));
  expect(former).toHaveLength(1);
  expect(product.output).toContain(`The former data are in ${join('.data', former[0]!)}`);
  expect(existsSync(join(folder, '.data', former[0]!, 'postgres', 'password'))).toBe(true);
  await product.stop();
});
