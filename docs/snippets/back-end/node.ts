import { createServer } from 'node:http';
import { createVerifier, refusalOf, VerificationError } from '@otpravka/server';

const verifier = createVerifier({ api: 'http://localhost:3000' });

createServer(async ({ headers }, response) => {
  const token = headers.authorization?.replace(/^Bearer /i, '') ?? '';
  try {
    const { shopId } = await verifier.verifyAccessToken(token);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ shop: shopId }));
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const { status, headers: answer, problem } = refusalOf(error, headers['accept-language']);
    response.writeHead(status, answer).end(JSON.stringify(problem));
  }
}).listen(4000);
