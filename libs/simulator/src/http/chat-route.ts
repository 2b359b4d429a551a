import { ServerResponse } from 'node:http';
import { Payload } from '../bot-api/params';
import { ImpossibleAction } from '../world/impossible';
import { HttpError } from './http-error';
import { HttpRequest, Route, sendJson } from './http-server';
import { guardChat } from './loopback-guard';
import { readJson } from './request-body';

/** A route of the chat page that answers with JSON. */
export function chatRead(path: RegExp, answer: (request: HttpRequest) => unknown): Route {
  return {
    methods: ['GET'],
    path,
    handle(request, response) {
      guardChat(request.raw);
      sendJson(response, 200, answer(request));
    },
  };
}

export function chatWrite(path: RegExp, act: (request: HttpRequest, body: Payload) => unknown): Route {
  return {
    methods: ['POST'],
    path,
    async handle(request, response) {
      guardChat(request.raw);
      const body = await readJson(request.raw);
      sendJson(response, 200, refuseImpossible(() => act(request, body)) ?? {});
    },
  };
}

export function chatStream(path: RegExp, stream: (response: ServerResponse) => void): Route {
  return {
    methods: ['GET'],
    path,
    handle(request, response) {
      guardChat(request.raw);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      stream(response);
    },
  };
}

export function textIn(body: Payload, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new HttpError(400, `"${name}" must be a non-empty text`);
}

export function optionalTextIn<Name extends string>(body: Payload, name: Name): { [K in Name]?: string } {
  const value = body[name];
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as { [K in Name]?: string };
}

function refuseImpossible<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof ImpossibleAction ? new HttpError(409, error.message) : error;
  }
}
