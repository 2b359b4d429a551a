import { badRequest, ApiError } from './api-error';
import { Params } from './params';
import { SimulatedBot } from './simulated-bot';

export async function getUpdates(bot: SimulatedBot, params: Params, signal: AbortSignal): Promise<unknown> {
  if (bot.webhook.current) {
    throw new ApiError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  storeAllowedUpdates(bot, params);
  const limit = params.integer('limit', 100);
  return bot.polls.poll(
    {
      offset: params.integer('offset', 0),
      limit: limit >= 1 && limit <= 100 ? limit : 100,
      timeoutSeconds: Math.min(Math.max(Number(params.text('timeout')) || 0, 0), 50),
    },
    signal,
  );
}

export function setWebhook(bot: SimulatedBot, params: Params): unknown {
  const url = params.text('url');
  if (url === '') return deleteWebhook(bot, params);
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw badRequest('bad webhook: Failed to parse URL');
  }
  const secretToken = params.text('secret_token');
  if (secretToken !== '' && !/^[A-Za-z0-9_-]{1,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const maxConnections = Math.min(Math.max(params.integer('max_connections', 40), 1), 100);
  bot.polls.interrupt('Conflict: terminated by setWebhook request');
  storeAllowedUpdates(bot, params);
  if (params.isTrue('drop_pending_updates')) bot.updates.drop();
  bot.webhook.set({
    url,
    maxConnections,
    ...(secretToken !== '' && { secretToken }),
    ...(params.has('certificate') && { hasCertificate: true }),
  });
  return true;
}

export function deleteWebhook(bot: SimulatedBot, params: Params): unknown {
  bot.webhook.set(undefined);
  if (params.isTrue('drop_pending_updates')) bot.updates.drop();
  return true;
}

export function getWebhookInfo({ webhook, updates }: SimulatedBot): unknown {
  const trouble = webhook.lastTrouble;
  return {
    url: webhook.current?.url ?? '',
    has_custom_certificate: webhook.current?.hasCertificate ?? false,
    pending_update_count: updates.pending.length,
    ...(trouble && { last_error_date: trouble.date, last_error_message: trouble.message }),
    ...(webhook.current && { max_connections: webhook.current.maxConnections, ip_address: '127.0.0.1' }),
    ...(updates.allowedUpdates.length > 0 && { allowed_updates: updates.allowedUpdates }),
  };
}

/** Without the parameter the former list stays. An empty list allows every kind. */
function storeAllowedUpdates({ updates }: SimulatedBot, params: Params): void {
  const kinds = params.list('allowed_updates');
  if (kinds) updates.allowedUpdates = kinds.filter((kind) => typeof kind === 'string');
}
