import { readFileSync } from 'node:fs';

/**
 * Reads the certificates of authorities, in PEM. Returns undefined if the file cannot be read or contains none: with an
 * empty text Node would verify with its own certificates.
 */
export function readCertificates(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}
