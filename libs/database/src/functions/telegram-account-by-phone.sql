-- The linked account with the language of its shop; null where the phone has no link.
create or replace function public.telegram_account_by_phone(p_phone text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select jsonb_build_object(
      'telegramId', a.telegram_id, 'phone', a.phone, 'chatId', a.chat_id, 'username', a.username,
      'firstName', a.first_name, 'languageCode', a.language_code, 'isBlocked', a.blocked_at is not null,
      'shopLanguage', (select s.language from public.shops s where s.phone = a.phone))
    from public.telegram_accounts a where a.phone = p_phone);
end
$body$;
