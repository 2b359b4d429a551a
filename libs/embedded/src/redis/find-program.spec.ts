import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program';

const folder = mkdtempSync(join(tmpdir(), 'find-program-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, printed: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho '${printed}'\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('a program to start as Redis', () => {
  const old = program(
    'old',
    'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=a3fdef44',
  );
  const redis = program(
    'redis',
    'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=d81b8ff7',
  );
  const valkey = program(
    'valkey',
    'Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1',
  );

  it('is the first that is installed and new enough for the services', async () => {
    await expect(findProgram([join(folder, 'absent'), old, valkey, redis])).resolves.toBe(valkey);
    await expect(findProgram([redis, valkey])).resolves.toBe(redis);
  });

  it('is undefined if only old versions are installed', async () => {
    await expect(findProgram([old])).resolves.toBeUndefined();
  });
});
