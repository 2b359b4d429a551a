import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';

const LINES_SHOWN = 20;

/**
 * The output of a server since its last start, in a file: a pipe would break when the parent dies, and with it the server.
 * The log of the start before is kept, because it shows why that server ended.
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
