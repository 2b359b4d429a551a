import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const INCLUDE = /^-- include ([a-z/-]+)$/gm;

/** The text of a Lua file with its includes in place. */
export function readScript(file: string): string {
  return readFileSync(file, 'utf8').replace(INCLUDE, (_, name: string) =>
    readScript(join(dirname(file), `${name}.lua`)),
  );
}
