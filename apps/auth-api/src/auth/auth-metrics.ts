import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import type { ErrorCode } from '@app/contract';
import { lockedPhonesCounter } from '@app/otp';
import { failureOf } from '../http/problem';

type Outcome = 'ok' | ErrorCode;

const REQUEST_OUTCOMES: readonly Outcome[] = [
  ...(['ok', 'phone_invalid', 'too_many_requests', 'phone_locked'] as const),
  ...(['unavailable', 'internal'] as const),
];
const VERIFICATION_OUTCOMES: readonly Outcome[] = [
  ...REQUEST_OUTCOMES,
  ...(['body_invalid', 'code_wrong', 'challenge_gone', 'attempts_exhausted'] as const),
];

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
      labelNames: ['outcome'],
      registers,
    });
    this.verifications = new Counter({
      name: 'otpravka_code_verifications_total',
      help: 'Typed codes by outcome',
      labelNames: ['outcome'],
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    for (const outcome of REQUEST_OUTCOMES) this.requests.inc({ outcome }, 0);
    for (const outcome of VERIFICATION_OUTCOMES) this.verifications.inc({ outcome }, 0);
    this.lockedPhones = lockedPhonesCounter(registry);
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
