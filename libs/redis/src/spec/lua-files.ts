import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lua files of one spec in a temporary folder. */
export class LuaFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lua-'));

  /** @returns the path of the new file */
  write(name: string, lua: string): string {
    const file = join(this.folder, `${name}.lua`);
    writeFileSync(file, lua);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
