import Fastify from 'fastify';
import { createVerifier } from '@otpravka/server';
import { claimsOf, requireSession } from '@otpravka/server/fastify';

const onRequest = requireSession(createVerifier({ api: 'http://localhost:3000' }));
const app = Fastify();
app.get('/orders', { onRequest }, async (request) => ({ shop: claimsOf(request).shopId }));
await app.listen({ port: 4000 });
