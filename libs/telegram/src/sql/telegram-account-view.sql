-- Formats a linked account together with the language of its shop.
-- Parameters  account: the row
-- Returns     {telegramId, phone, chatId, username, firstName, languageCode, chosenLanguage, isBlocked, linkedAt,
--             shopLanguage, isAskedForName}; chosenLanguage is null before a choice in the bot, shopLanguage while the phone has no shop;
--             isAskedForName: the owner was asked for the name of the shop within the last hour
-- Errors      none
create or replace function public.telegram_account_view(account public.telegram_accounts) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $body$
select jsonb_build_object(
  'telegramId', account.telegram_id, 'phone', account.phone, 'chatId', account.chat_id, 'username', account.username,
  'firstName', account.first_name, 'languageCode', account.language_code,
  'chosenLanguage', account.chosen_language, 'isBlocked', account.blocked_at is not null, 'linkedAt', account.linked_at,
  'shopLanguage', (select s.language from public.shops s where s.phone = account.phone),
  'isAskedForName', coalesce(account.name_asked_at > now() - interval '1 hour', false))
$body$;
