import { Redis } from 'ioredis';
import { createVerifier } from '@otpravka/server';

const redis = new Redis('redis://localhost:6379');
export const verifier = createVerifier({ api: 'http://localhost:3000', redis });
