import { readFileSync } from 'node:fs';

/**
 * The certificates of authorities in a file, in PEM; absent where it cannot be read or holds none. Node takes an empty text
 * for no authority named, and would verify with those that it brings.
 */
export function certificatesIn(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}
