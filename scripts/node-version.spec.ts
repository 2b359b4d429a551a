import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string): string => readFileSync(join(__dirname, '..', name), 'utf8');
const version = read('.nvmrc').trim();

describe('the Node of production', () => {
  it('is an even release, which is maintained for years', () => {
    expect(version).toMatch(/^\d*[02468]\.\d+\.\d+$/);
  });

  it.each(['Dockerfile', 'docs/deploy/index.md', 'docs/ru/deploy/index.md'])(
    'is the one that %s names',
    (file) => {
      const named = [...read(file).matchAll(/node:([\d.]+)-bookworm-slim/g)].map(([, found]) => found);
      expect(new Set(named)).toEqual(new Set([version]));
    },
  );
});
