import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS } from './functions';
import { MIGRATIONS } from './migrations';

/** What the functions are, and the latest migration that came with them. Both change together. */
const PINNED = {
  migration: 'PinnedFunctions1763900000008',
  sha256: 'c4483d6cbda29a1ea1e7f19a6373891b06b0faf6cc33ffdbe32e02e6e327c2c0',
};

const timestampOf = ({ name }: { readonly name: string }): number => Number(name.slice(-13));

describe('the functions of the database', () => {
  it('are those of the folder: one that is not in the list would never be made', () => {
    const files = readdirSync(join(__dirname, 'functions')).filter((file) => file.endsWith('.sql'));
    expect(FUNCTIONS.map(({ name }) => `${name.replaceAll('_', '-')}.sql`)).toEqual(files.sort());
  });

  it('never change without a migration, for by its row a build knows that the functions are those of a later one', () => {
    const [latest] = [...MIGRATIONS].sort((one, other) => timestampOf(other) - timestampOf(one));
    const hash = createHash('sha256');
    for (const { name, sql } of FUNCTIONS) hash.update(`${name}\n${sql}\n`);
    const found = { migration: latest!.name, sha256: hash.digest('hex') };
    if (found.sha256 !== PINNED.sha256 && found.migration === PINNED.migration) {
      throw new Error(
        `A function has changed since ${PINNED.migration}: add a migration that is later, which may be empty, and ` +
          `drops the functions that are gone. Then pin both here: ${JSON.stringify(found)}`,
      );
    }
    expect(found).toEqual(PINNED);
  });
});
