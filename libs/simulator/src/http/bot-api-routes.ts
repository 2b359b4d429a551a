import { ServerResponse } from 'node:http';
import { ApiError } from '../bot-api/api-error';
import { BotApi, BotApiAnswer, refusal } from '../bot-api/bot-api';
import { Payload } from '../bot-api/params';
import { HttpError } from './http-error';
import { HttpRequest, Route, sendJson } from './http-server';
import { readForm, readJson } from './request-body';

/** `/bot<token>/<method>`, with parameters in the query, in JSON or in a form. */
export function botApiRoutes(api: BotApi, token: string): readonly Route[] {
  return [
    {
      methods: ['GET', 'POST'],
      path: /^\/bot([^/]+)\/([^/]+)$/,
      async handle(request, response) {
        const disconnected = new AbortController();
        response.once('close', () => disconnected.abort());
        sendAnswer(await answerTo(request, api, token, disconnected.signal), response);
      },
    },
  ];
}

async function answerTo(
  request: HttpRequest,
  api: BotApi,
  token: string,
  disconnected: AbortSignal,
): Promise<BotApiAnswer> {
  const [givenToken = '', method = ''] = request.groups;
  try {
    const payload = await payloadOf(request);
    if (decodeURIComponent(givenToken) !== token) return refusal(new ApiError(401, 'Unauthorized'));
    return await api.call(method, payload, disconnected);
  } catch (error) {
    if (error instanceof HttpError) return refusal(new ApiError(error.status, error.message));
    throw error;
  }
}

async function payloadOf({ url, raw }: HttpRequest): Promise<Payload> {
  const query = Object.fromEntries(url.searchParams);
  if (raw.method === 'GET') return query;
  const isJson = (raw.headers['content-type'] ?? '').startsWith('application/json');
  const read = isJson ? readJson : readForm;
  return { ...query, ...(await read(raw)) };
}

function sendAnswer(answer: BotApiAnswer, response: ServerResponse): void {
  switch (answer.kind) {
    case 'json':
      return sendJson(response, answer.status, answer.body);
    case 'bad-gateway':
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>');
      return;
    case 'cut':
      response.destroy();
      return;
    case 'hang':
      return;
    default:
      throw new HttpError(500, answer satisfies never);
  }
}
