import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';

const LINES_SHOWN = 20;

/**
 * What a server says since its last start, in a file: a pipe would break, and with it the server, when its parent
 * dies. The log of the start before is kept beside it, since it tells why that one ended.
 */
export class ServerLog {
  constructor(readonly file: string) {
    if (existsSync(file)) renameSync(file, `${file}.previous`);
    closeSync(openSync(file, 'w', 0o600));
  }

  lastLines(): string {
    return readFileSync(this.file, 'utf8').trimEnd().split('\n').slice(-LINES_SHOWN).join('\n');
  }
}
