-- Deletes a shop with every row that refers to it, the tables of teams included, and the Telegram link of its owner. Callers check
-- first who asks: `erase_shop` a session, the operators' command its user.
-- Parameters  p_shop_id
-- Returns     {phone, owner: {telegramId, chatId, language}, ended: [session id]}; owner is null where no account was linked, and
--             its language may be null; null where the shop does not exist
-- Errors      foreign_key_violation where a table refers to the shop without `on delete cascade`
create or replace function public.delete_shop(p_shop_id uuid) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $body$
declare
  v_phone text;
  v_language text;
  v_owner jsonb;
  ids uuid[];
begin
  loop
    select phone into v_phone from public.shops where id = p_shop_id;
    if v_phone is null then return null; end if;
    perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || v_phone, 0));
    -- The phone of the shop may have changed while this call waited for the lock.
    select language into v_language from public.shops where id = p_shop_id and phone = v_phone for update;
    exit when found;
  end loop;
  ids := array(select id from public.sessions where shop_id = p_shop_id and revoked_at is null and expires_at > now());
  with unlinked as (
    delete from public.telegram_accounts where phone = v_phone returning telegram_id, chat_id)
  select jsonb_build_object('telegramId', telegram_id, 'chatId', chat_id, 'language', v_language) into v_owner from unlinked;
  delete from public.shops where id = p_shop_id;
  return jsonb_build_object('phone', v_phone, 'owner', v_owner, 'ended', ids);
end
$body$;
