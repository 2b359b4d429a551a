import express from 'express';
import { createVerifier } from '@otpravka/server';
import { claimsOf, requireSession } from '@otpravka/server/express';

const signedIn = requireSession(createVerifier({ api: 'http://localhost:3000' }));
const app = express();
app.get('/orders', signedIn, (request, response) => void response.json({ shop: claimsOf(request).shopId }));
app.listen(4000);
