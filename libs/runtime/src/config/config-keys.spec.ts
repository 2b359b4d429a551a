import { generateKeyPairSync } from 'node:crypto';
import { apiConfig, workerConfig } from './config';
import { API, ecPem, problemsOf, SECRET, WORKER } from './spec/environments';

const keysOf = (text: string): string[] =>
  apiConfig({ ...API, JWT_PRIVATE_KEY: text }).jwt.privateKeys.map(
    (key) => key.export({ type: 'pkcs8', format: 'pem' }) as string,
  );
const isRefused = (text: string): boolean =>
  problemsOf(() => apiConfig({ ...API, JWT_PRIVATE_KEY: text }))[0]?.startsWith('JWT_PRIVATE_KEY') === true;

describe('the keys of access tokens', () => {
  const [first, second] = [ecPem(), ecPem()];

  it.each([
    ['real newlines', `${first}${second}`],
    ['newlines as \\n', `${first}${second}`.replaceAll('\n', '\\n')],
    ['newlines of Windows', `${first}${second}`.replaceAll('\n', '\r\n')],
    ['no newline between them', `${first.trim()}${second.trim()}`],
    ['a comma between them', `${first.trim()},${second.trim()}`],
    ['quotes around them', `"${first}${second}"`],
  ])('may be several, in their order, with %s', (_, text) => expect(keysOf(text)).toEqual([first, second]));

  it('are also read in the SEC 1 format', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }) as string;
    expect(keysOf(sec1)).toEqual([privateKey.export({ type: 'pkcs8', format: 'pem' })]);
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed25519 = generateKeyPairSync('ed25519').privateKey;
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  it.each([
    ['RSA', rsa.export({ type: 'pkcs8', format: 'pem' }) as string],
    ['Ed25519', ed25519.export({ type: 'pkcs8', format: 'pem' }) as string],
    ['another curve', ecPem('P-384')],
    ['the curve secp256k1', ecPem('secp256k1')],
    ['a public key', own.publicKey.export({ type: 'spki', format: 'pem' }) as string],
    [
      'encryption by a password',
      own.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'pw',
      }) as string,
    ],
    ['no PEM', 'MIGHAgEAMBMGByqGSM49AgEG'],
    ['an RSA key at the end', `${first}${rsa.export({ type: 'pkcs8', format: 'pem' }) as string}`],
    ['a truncated key at the end', `${first}${second.slice(0, 80)}`],
    ['a truncated key at the start', `${first.slice(0, 80)}\n${second}`],
    ['a key at the start without its END line', `${first.split('-----END')[0]}${second}`],
  ])('are refused with %s', (_, text) => expect(isRefused(text)).toBe(true));
});

describe('the values of APP_SECRET', () => {
  const other = `${SECRET} before`;

  it('keep the order of the list', () => {
    expect(workerConfig({ ...WORKER, APP_SECRET: SECRET }).appSecrets).toEqual([SECRET]);
    expect(workerConfig({ ...WORKER, APP_SECRET: `${SECRET}, ${other}` }).appSecrets).toEqual([
      SECRET,
      other,
    ]);
  });

  it('have at least 32 bytes, which may be fewer characters', () => {
    expect(workerConfig({ ...WORKER, APP_SECRET: 'ы'.repeat(16) }).appSecrets).toHaveLength(1);
    expect(problemsOf(() => workerConfig({ ...WORKER, APP_SECRET: 'x'.repeat(31) }))).toHaveLength(1);
  });

  it.each([`${SECRET},`, `,${SECRET}`, `${SECRET},short`])(
    'are refused when one of them is too short',
    (text) =>
      expect(problemsOf(() => workerConfig({ ...WORKER, APP_SECRET: text }))[0]).toMatch(/^APP_SECRET/),
  );
});
