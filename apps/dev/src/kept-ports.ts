import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const port = z.int().min(1).max(65_535);
const record = z.object({ apiPort: port, chatPort: port }).partial();

/** The ports that `npm start` found free, in the data folder. The next start takes them again, so that addresses stay the same. */
export class KeptPorts {
  constructor(private readonly file: string) {}

  /** An unreadable file counts as none. */
  read(): z.infer<typeof record> {
    if (!existsSync(this.file)) return {};
    try {
      return record.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return {};
    }
  }

  keep(ports: z.infer<typeof record>): void {
    writeFileSync(this.file, JSON.stringify(ports));
  }
}
