import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { failureOf } from '../http/problem';

const OUTCOME = ['outcome'] as const;

/** Counts requests for codes, and typed codes, by their outcome: `ok`, or the code of the error. Counts locked phones too. */
@Injectable()
export class AuthMetrics {
  private readonly requests: Counter<'outcome'>;
  private readonly verifications: Counter<'outcome'>;
  private readonly lockedPhones: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'otpravka_code_requests_total',
      help: 'Requests for a code by outcome',
      labelNames: OUTCOME,
      registers,
    });
    this.verifications = new Counter({
      name: 'otpravka_code_verifications_total',
      help: 'Typed codes by outcome',
      labelNames: OUTCOME,
      registers,
    });
    this.lockedPhones = new Counter({
      name: 'otpravka_phones_locked_total',
      help: 'Phones that too many wrong codes have locked for typed codes',
      registers,
    });
  }

  countRequest<T>(work: Promise<T>): Promise<T> {
    return count(this.requests, work);
  }

  countVerification<T>(work: Promise<T>): Promise<T> {
    return count(this.verifications, work);
  }

  countLockedPhone(): void {
    this.lockedPhones.inc();
  }
}

async function count<T>(counter: Counter<'outcome'>, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    counter.inc({ outcome: 'ok' });
    return result;
  } catch (error) {
    counter.inc({ outcome: failureOf(error).code });
    throw error;
  }
}
