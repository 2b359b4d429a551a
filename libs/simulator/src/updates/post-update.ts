import { Update } from './update-queue';

export interface WebhookSettings {
  readonly url: string;
  readonly secretToken?: string;
  readonly maxConnections: number;
  readonly hasCertificate?: boolean;
}

export type WebhookAnswer =
  | {
      readonly kind: 'taken';
      readonly reply?: { readonly method: string; readonly payload: Record<string, unknown> };
    }
  | { readonly kind: 'failed'; readonly reason: string };

const answerLimitMs = 60_000;

export async function postUpdate(
  settings: WebhookSettings,
  update: Update,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  try {
    const response = await fetch(settings.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]),
      headers: {
        'content-type': 'application/json',
        ...(settings.secretToken !== undefined && {
          'x-telegram-bot-api-secret-token': settings.secretToken,
        }),
      },
      body: JSON.stringify(update),
    });
    const body = await response.text();
    if (response.ok) return { kind: 'taken', ...replyIn(body) };
    return {
      kind: 'failed',
      reason: `Wrong response from the webhook: ${response.status} ${response.statusText}`,
    };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

function replyIn(body: string) {
  try {
    const { method, ...payload } = JSON.parse(body) as Record<string, unknown>;
    return typeof method === 'string' ? { reply: { method, payload } } : {};
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Connection failed';
  if (error.name === 'TimeoutError') return 'Read timeout expired';
  return error.cause instanceof Error && 'code' in error.cause
    ? `Connection failed: ${String(error.cause.code)}`
    : 'Connection failed';
}
