import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

export interface Received {
  readonly update: { readonly update_id: number; readonly message?: { readonly text?: string } };
  readonly secret: string | undefined;
}

/** Stands for the bot behind a webhook: records requests, and answers as the spec decides. */
export async function receiveWebhooks(answer: (received: Received, response: ServerResponse) => void) {
  const received: Received[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const secret = request.headers['x-telegram-bot-api-secret-token'] as string | undefined;
    const update = JSON.parse(Buffer.concat(chunks).toString()) as Received['update'];
    received.push({ update, secret });
    answer({ update, secret }, response);
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/telegram/webhook`,
    received,
    texts: () => received.map(({ update }) => update.message?.text),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
