import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS, FUNCTIONS_VERSION } from './database-functions';

/** The version of the functions and the hash of all of them, which change together. An earlier build reads the version. */
const PINNED = { version: 11, sha256: '3e44ba6888716a4a782d3de6501a5be688e35b635cbfbb5adb3c26902c610e02' };

/** Functions that only instances of the former release call (docs/decisions/0027-two-versions-side-by-side.md). */
const KEPT_FOR_FORMER_RELEASE: readonly string[] = [];

const ROOT = join(__dirname, '..', '..', '..', '..');
const fileOf = (name: string): string => `${name.replaceAll('_', '-')}.sql`;

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return ['spec', 'e2e'].includes(name) ? [] : filesIn(path);
    return /\.(ts|sql)$/.test(name) && !name.endsWith('spec.ts') ? [path] : [];
  });
}

describe('the functions of the database', () => {
  const sources = ['apps', 'libs'].flatMap((folder) => filesIn(join(ROOT, folder)));

  it('are all in the list of files that are applied', () => {
    const files = sources.filter((path) => path.endsWith('.sql')).map((path) => path.split(/[\\/]/).at(-1)!);
    expect(FUNCTIONS.map(({ name }) => fileOf(name)).sort()).toEqual(files.sort());
  });

  it('each have a caller, unless they are kept for the former release', () => {
    const texts = sources
      .filter((path) => !path.endsWith('database-functions.ts'))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    const withoutCaller = FUNCTIONS.filter(({ name }) => {
      const called = new RegExp(`\\b${name}\\b`);
      return !texts.some(
        ({ path, text }) => !path.endsWith(fileOf(name)) && called.test(text.replace(/^--.*$/gm, '')),
      );
    });
    expect(withoutCaller.map(({ name }) => name)).toEqual(KEPT_FOR_FORMER_RELEASE);
  });

  it.each(FUNCTIONS.map((one) => [one.name, one] as const))(
    '%s has a header that names its parameters',
    (_, one) => {
      const header = one.sql.slice(0, one.sql.indexOf('create or replace'));
      for (const part of ['Parameters', 'Returns', 'Errors'])
        expect(header).toMatch(new RegExp(`^-- ${part}  +\\S`, 'm'));
      const parameters = one.signature.match(/\bp_\w+/g) ?? [];
      const isSummed = header.includes('the others: as in ');
      expect(isSummed ? [] : parameters.filter((parameter) => !header.includes(parameter))).toEqual([]);
    },
  );

  it('never change without a higher version', () => {
    const hash = createHash('sha256');
    for (const { name, sha256 } of FUNCTIONS) hash.update(`${name} ${sha256}\n`);
    const found = { version: FUNCTIONS_VERSION, sha256: hash.digest('hex') };
    if (found.sha256 !== PINNED.sha256 && found.version === PINNED.version) {
      throw new Error(
        `A function has changed since version ${PINNED.version}: increase FUNCTIONS_VERSION in database-functions.ts, ` +
          `and pin both here: ${JSON.stringify({ ...found, version: found.version + 1 })}`,
      );
    }
    expect(found).toEqual(PINNED);
  });
});
