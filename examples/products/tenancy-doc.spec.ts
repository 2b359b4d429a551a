import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Where a team would put each file. */
const EXAMPLE = [
  'libs/database/src/migrations/1764000000000-products.ts',
  'apps/auth-api/src/products/product.entity.ts',
  'apps/auth-api/src/products/products.ts',
  'apps/auth-api/src/products/products.controller.ts',
  'apps/auth-api/src/products/products.module.ts',
];

/** The tested file, with its imports as they would be in the team's folder. */
const tested = (path: string): string =>
  read(join('examples', 'products', basename(path))).replaceAll(
    /'\.\.\/\.\.\/(?:apps\/auth-api|libs\/database)\/src\//g,
    "'../",
  );

const doc = read('docs/tenancy.md');
const blocks = (language: string): string[] =>
  [...doc.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code!);

describe('the worked example of docs/tenancy.md', () => {
  it.each(EXAMPLE)('shows %s as it is tested', (path) => {
    const [, shown] = new RegExp(`^\`${path}\`.*?^\`\`\`ts\n(.*?)^\`\`\``, 'ms').exec(doc) ?? [];
    expect(shown).toBe(tested(path));
  });

  it('shows only TypeScript that is tested', () => {
    const files = EXAMPLE.map(tested);
    const untested = blocks('ts').filter((code) => !files.some((file) => file.includes(code.trim())));
    expect(untested).toEqual([]);
  });

  it('changes only lines that exist', () => {
    const removedLines = blocks('diff').flatMap((code) =>
      [...code.matchAll(/^-\s*(.+?)\]?,?$/gm)].map(([, start]) => start!),
    );
    expect(removedLines).not.toEqual([]);
    for (const start of removedLines) expect(read('apps/auth-api/src/auth-api.module.ts')).toContain(start);
  });

  it('names files that exist', () => {
    const named = [...doc.matchAll(/`((?:apps|libs|docs)\/[\w./-]+\.ts)`/g)].map(([, path]) => path!);
    const missing = named.filter((path) => !EXAMPLE.includes(path) && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});
