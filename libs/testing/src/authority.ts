import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A private certificate authority, as a company or a database provider has. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'otpravka-authority-'));
  readonly caFile = join(this.folder, 'ca.pem');
  private readonly caKeyFile = join(this.folder, 'ca.key');

  constructor() {
    this.openssl('/CN=authority', this.caFile, this.caKeyFile);
  }

  /** Issues one certificate for a name. @param name the host name of the server */
  issue(name: string): Certificate {
    const certFile = join(this.folder, `${name}.pem`);
    const keyFile = join(this.folder, `${name}.key`);
    // A server that is starting may be reading the files.
    if (existsSync(certFile)) return { certFile, keyFile };
    const names = ['-CA', this.caFile, '-CAkey', this.caKeyFile, '-addext', `subjectAltName=DNS:${name}`];
    this.openssl(`/CN=${name}`, certFile, keyFile, ...names);
    return { certFile, keyFile };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private openssl(subject: string, certFile: string, keyFile: string, ...more: readonly string[]): void {
    const where = ['-subj', subject, '-out', certFile, '-keyout', keyFile, '-days', '2'];
    execFileSync('openssl', ['req', '-x509', '-new', ...KEY, ...where, ...more], { stdio: 'pipe' });
  }
}
