import Fastify from 'fastify';
import { createVerifier } from '@otpravka/server';
import { claimsOf, requireSession } from '@otpravka/server/fastify';
import { port, withNodeRedis } from './settings.js';

const verifier = createVerifier(await withNodeRedis());
const app = Fastify();

await app.register(async (signedIn) => {
  signedIn.addHook('onRequest', requireSession(verifier));
  signedIn.get('/claims', async (request) => claimsOf(request));
});
app.get('/without-a-guard', async (request) => claimsOf(request));
await app.listen({ port, host: '127.0.0.1' });
