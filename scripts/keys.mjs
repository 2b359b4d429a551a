/** `npm run keys`: prints new secrets in the format of a `.env` file. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

process.stdout.write(`APP_SECRET=${randomBytes(32).toString('base64url')}
JWT_PRIVATE_KEY="${pem.trim().replaceAll('\n', '\\n')}"
`);
