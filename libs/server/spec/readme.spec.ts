import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const SAMPLES = join(ROOT, 'docs', 'snippets', 'back-end');

/** `packed-package.package-spec.ts` runs the files. */
it('the README of the package shows exactly the samples of the documentation', () => {
  const readme = readFileSync(join(ROOT, 'libs', 'server', 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);
  const samples = readdirSync(SAMPLES).map((name) => readFileSync(join(SAMPLES, name), 'utf8'));
  expect(shown.sort()).toEqual(samples.sort());
});
