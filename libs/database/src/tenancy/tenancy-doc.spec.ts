import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The files lie beside the folders where a team would have them, so that their imports resolve from both. */
const EXAMPLE = {
  'libs/database/src/migrations/1764000000000-products.ts':
    'libs/database/src/spec/1764000000000-products.ts',
  'apps/auth-api/src/products/product.entity.ts': 'apps/auth-api/src/spec/product.entity.ts',
  'apps/auth-api/src/products/products.ts': 'apps/auth-api/src/spec/products.ts',
  'apps/auth-api/src/products/products.controller.ts': 'apps/auth-api/src/spec/products.controller.ts',
  'apps/auth-api/src/products/products.module.ts': 'apps/auth-api/src/spec/products.module.ts',
};

const doc = read('docs/tenancy.md');
const blocks = (language: string): string[] =>
  [...doc.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code!);

describe('the worked example of docs/tenancy.md', () => {
  it.each(Object.entries(EXAMPLE))('shows %s as it is tested', (path, tested) => {
    const [, shown] = new RegExp(`^\`${path}\`.*?^\`\`\`ts\n(.*?)^\`\`\``, 'ms').exec(doc) ?? [];
    expect(shown).toBe(read(tested));
  });

  it('shows no other TypeScript than what is tested', () => {
    const tested = Object.values(EXAMPLE).map(read);
    const untested = blocks('ts').filter((code) => !tested.some((file) => file.includes(code.trim())));
    expect(untested).toEqual([]);
  });

  it('changes lines that exist', () => {
    const taken = blocks('diff').flatMap((code) =>
      [...code.matchAll(/^-\s*(.+?)\]?,?$/gm)].map(([, start]) => start!),
    );
    expect(taken).not.toEqual([]);
    for (const start of taken) expect(read('apps/auth-api/src/auth-api.module.ts')).toContain(start);
  });

  it('names files that exist', () => {
    const named = [...doc.matchAll(/`((?:apps|libs|docs)\/[\w./-]+\.ts)`/g)].map(([, path]) => path!);
    const missing = named.filter((path) => !(path in EXAMPLE) && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});
