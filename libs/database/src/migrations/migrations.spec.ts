import { readdirSync } from 'node:fs';
import { MIGRATIONS } from '.';

/** `1764000000000-products.ts` holds `Products1764000000000`. */
const FILE = /^(\d{13})-([a-z0-9-]+)\.ts$/;

const classOf = (file: string): string => {
  const [, timestamp, title] = FILE.exec(file)!;
  return title!.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase()) + timestamp;
};

describe('the list of migrations', () => {
  it('contains every file of the folder in the order of time', () => {
    const files = readdirSync(__dirname).filter((file) => FILE.test(file));
    expect(MIGRATIONS.map(({ name }) => name)).toEqual(files.sort().map(classOf));
  });
});
