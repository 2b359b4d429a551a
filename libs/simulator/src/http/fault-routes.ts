import { Fault, FaultKind, Faults } from '../bot-api/faults';
import { Payload } from '../bot-api/params';
import { chatRead, chatWrite, optionalTextIn } from './chat-route';
import { HttpError } from './http-error';
import { Route } from './http-server';

const plainKinds = ['401', '403', '400', '502', 'hang', 'cut-before', 'cut-after'] as const;

export function faultRoutes(faults: Faults): readonly Route[] {
  return [
    chatRead(/^\/chat\/faults$/, () => ({ faults: faults.list() })),
    chatWrite(/^\/chat\/faults$/, (_request, body) => {
      faults.add(faultIn(body));
      return { faults: faults.list() };
    }),
    chatWrite(/^\/chat\/faults\/clear$/, () => {
      faults.clear();
      return { faults: [] };
    }),
  ];
}

function faultIn(body: Payload): Fault {
  return {
    ...kindIn(body),
    ...optionalTextIn(body, 'method'),
    ...(wholeIn(body, 'chatId') !== undefined && { chatId: wholeIn(body, 'chatId') ?? 0 }),
    times: wholeIn(body, 'times') ?? 1,
  };
}

function kindIn(body: Payload): FaultKind {
  if (body['kind'] === '429') return { kind: '429', retryAfter: wholeIn(body, 'retryAfter') ?? 1 };
  const kind = plainKinds.find((known) => known === body['kind']);
  if (!kind) throw new HttpError(400, `"kind" must be 429 or one of ${plainKinds.join(', ')}`);
  return { kind };
}

function wholeIn(body: Payload, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value)) return value as number;
  throw new HttpError(400, `"${name}" must be a whole number`);
}
