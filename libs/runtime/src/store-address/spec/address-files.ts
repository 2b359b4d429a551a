import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nof an authority\n-----END CERTIFICATE-----\n';

export const WRITE_ESCAPED = 'a parameter that is not supported; write ? and & in a password as %3F and %26';
export const WRITE_HASH = 'write # in a password as %23';

/** The files that addresses name, in a temporary folder. */
export class AddressFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'otpravka-addresses-'));

  constructor() {
    writeFileSync(this.path('ca.pem'), CERTIFICATE);
    writeFileSync(this.path('empty.pem'), '');
    writeFileSync(this.path('client.pem'), 'a certificate');
    writeFileSync(this.path('client.key'), 'its key');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
