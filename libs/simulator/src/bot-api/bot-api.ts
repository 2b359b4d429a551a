import { ApiError } from './api-error';
import { Fault, Faults } from './faults';
import { findMethod } from './methods';
import { Params, Payload } from './params';
import { SimulatedBot } from './simulated-bot';

/** The answer of the HTTP server to a call, or the requested failure to answer. */
export type BotApiAnswer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'bad-gateway' | 'hang' | 'cut' };

/** Runs a method of the Bot API with the requested faults, and records the call. */
export class BotApi {
  readonly faults = new Faults();

  constructor(private readonly bot: SimulatedBot) {}

  async call(methodName: string, payload: Payload, signal: AbortSignal): Promise<BotApiAnswer> {
    const found = findMethod(methodName);
    const name = found?.name ?? methodName;
    const settle = this.bot.log.begin(name, payload);
    const fault = this.faults.consume(name, payload['chat_id']);
    if (fault && fault.kind !== 'cut-after') {
      const answer = answerOfFault(fault);
      settle('fault', statusOf(answer));
      return answer;
    }
    const answer = await this.execute(name, payload, signal);
    if (fault) {
      settle('fault', 0);
      return { kind: 'cut' };
    }
    settle(statusOf(answer) === 200 ? 'ok' : 'error', statusOf(answer));
    return answer;
  }

  private async execute(name: string, payload: Payload, signal: AbortSignal): Promise<BotApiAnswer> {
    const method = findMethod(name)?.method;
    if (!method) return refusal(new ApiError(404, 'Not Found: method not found'));
    try {
      const result = await method(this.bot, new Params(payload), signal);
      return { kind: 'json', status: 200, body: { ok: true, result } };
    } catch (error) {
      if (error instanceof ApiError) return refusal(error);
      throw error;
    }
  }
}

export function refusal({ code, description, parameters }: ApiError): BotApiAnswer {
  const body = { ok: false, error_code: code, description, ...(parameters && { parameters }) };
  return { kind: 'json', status: code, body };
}

function answerOfFault(fault: Fault): BotApiAnswer {
  switch (fault.kind) {
    case '429': {
      const description = `Too Many Requests: retry after ${fault.retryAfter}`;
      return refusal(new ApiError(429, description, { retry_after: fault.retryAfter }));
    }
    case '401':
      return refusal(new ApiError(401, 'Unauthorized'));
    case '403':
      return refusal(new ApiError(403, 'Forbidden: bot was blocked by the user'));
    case '400':
      return refusal(new ApiError(400, 'Bad Request: chat not found'));
    case '502':
      return { kind: 'bad-gateway' };
    case 'hang':
      return { kind: 'hang' };
    case 'cut-before':
    case 'cut-after':
      return { kind: 'cut' };
  }
}

function statusOf(answer: BotApiAnswer): number {
  if (answer.kind === 'json') return answer.status;
  return answer.kind === 'bad-gateway' ? 502 : 0;
}
