import { SimulatedPerson } from '../simulated-person';
import { TelegramSimulator } from '../telegram-simulator';

export const token = '123456:TEST-token';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly ok: boolean;
  readonly result: T;
  readonly description: string;
  readonly parameters?: { readonly retry_after: number };
}

export function startSimulator(
  more: { dataFile?: string; webhookRetryMs?: number; receiverGraceMs?: number } = {},
): Promise<TelegramSimulator> {
  return TelegramSimulator.start({ token, botUsername: 'otp_test_bot', webhookRetryMs: 20, ...more });
}

/** Starts a simulator with one person before each test of a `describe`. @returns getters for the running test */
export function useSimulator(): { readonly simulator: TelegramSimulator; readonly aliya: SimulatedPerson } {
  let simulator: TelegramSimulator;
  let aliya: SimulatedPerson;
  beforeEach(async () => {
    simulator = await startSimulator();
    aliya = simulator.person({ firstName: 'Алия', phone: '+7 701 000 00 01' });
  });
  afterEach(() => simulator.stop());
  return {
    get simulator() {
      return simulator;
    },
    get aliya() {
      return aliya;
    },
  };
}

/** Calls the Bot API as the bot's library does: JSON by POST. */
export async function callBot<T = unknown>(
  simulator: TelegramSimulator,
  method: string,
  payload: object = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const response = await fetch(`${simulator.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    ...(signal && { signal }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
}
