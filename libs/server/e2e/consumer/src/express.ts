import express, { type Request, type Response } from 'express';
import { createVerifier } from '@otpravka/server';
import { claimsOf, requireSession } from '@otpravka/server/express';
import { port, withIoredis } from './settings.js';

const verifier = createVerifier(await withIoredis());
const app = express();
const answer = (request: Request, response: Response): void => void response.json(claimsOf(request));

app.get('/claims', requireSession(verifier), answer);
app.get('/without-a-guard', answer);
app.listen(port, '127.0.0.1');
