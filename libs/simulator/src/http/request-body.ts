import { IncomingMessage } from 'node:http';
import { isRecord, Payload } from '../bot-api/params';
import { HttpError } from './http-error';

const largestBodyBytes = 1024 * 1024;

export async function readJson(request: IncomingMessage): Promise<Payload> {
  const body = await readBytes(request);
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(value)) return value;
  } catch {
    // Reported below.
  }
  throw new HttpError(400, 'Bad Request: a JSON object is expected');
}

/** Reads the text fields of an urlencoded or multipart body. */
export async function readForm(request: IncomingMessage): Promise<Payload> {
  const contentType = request.headers['content-type'];
  if (contentType === undefined) return {};
  const body = new Uint8Array(await readBytes(request));
  try {
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  } catch {
    throw new HttpError(400, 'Bad Request: the body cannot be read');
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) throw new HttpError(413, 'Request Entity Too Large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
