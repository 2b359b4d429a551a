/**
 * Creates operators and functions of every name and every pair of types that our functions could resolve to, except if
 * PostgreSQL itself has one of exactly these types. Each raises an error that names the role it runs as.
 */
export const PLANT_CODE_SQL = `
  do $plant$
  declare
    types text[] := array['text', 'varchar', 'int', 'bigint', 'numeric', 'uuid', 'uuid[]', 'boolean', 'jsonb', 'interval',
      'timestamptz', 'shops', 'sessions', 'activity', 'telegram_accounts'];
    one text; other text; operator text; called record; returned text;
  begin
    foreach one in array types loop
      foreach other in array types loop
        execute format($code$
          create function planted(%1$s, %2$s) returns text language plpgsql as
            'begin raise exception ''planted code ran as %%'', current_user; end';
          create function planted_test(%1$s, %2$s) returns boolean language plpgsql as
            'begin raise exception ''planted code ran as %%'', current_user; end' $code$, one, other);
        foreach operator in array array['||', '+', '-', '*', '=', '<>', '<', '>', '<=', '>='] loop
          continue when exists (select from pg_operator where oprname = operator and oprnamespace = 'pg_catalog'::regnamespace
            and oprleft = one::regtype and oprright = other::regtype);
          returned := case when operator in ('||', '+', '-', '*') then 'planted' else 'planted_test' end;
          execute format('create operator %s (leftarg = %s, rightarg = %s, function = %s)', operator, one, other, returned);
        end loop;
      end loop;
    end loop;
    -- Functions with names of PostgreSQL's and of our functions, but with other parameters.
    for called in
      select distinct p.proname as name from pg_proc p
      where p.proname in ('hashtextextended', 'pg_advisory_xact_lock', 'make_interval', 'jsonb_build_object', 'jsonb_agg',
          'to_jsonb', 'now', 'clock_timestamp', 'encode', 'set_bit', 'uuid_send', 'int8send', 'substring', 'count')
        or p.pronamespace = 'public'::regnamespace and p.proname not like 'planted%'
    loop
      foreach one in array types loop
        foreach other in array types loop
          begin
            execute format($code$
              create function %1$I(%2$s, %3$s) returns jsonb language plpgsql as
                'begin raise exception ''planted code ran as %%'', current_user; end' $code$, called.name, one, other);
          exception when duplicate_function then null;
          end;
        end loop;
      end loop;
    end loop;
    create function record_activity(varchar, varchar, varchar, varchar) returns void language plpgsql as
      'begin raise exception ''planted code ran as %'', current_user; end';
  end $plant$;
  -- A function that looks tables and types up in the temporary schema first would use these.
  create temporary table shops (like public.shops); create temporary table sessions (like public.sessions)`;

/** Creates one object of every other kind that contains code or refers to it. */
export const PLANT_MORE_CODE_SQL = `
  create type public.pair as (of int);
  create type public.colour as enum ('red');
  create type public.span as range (subtype = int);
  create domain public.amount as int check (value > 0);
  create function public.added(int, int) returns int language sql return 1;
  create aggregate public.total (int) (sfunc = public.added, stype = int);
  create procedure public.done() language sql as 'select 1';
  create function public.said(public.pair) returns text language sql return 'a text';
  create cast (public.pair as text) with function public.said(public.pair);
  create operator public.|/| (rightarg = public.pair, function = public.said)`;

export const DROP_MORE_CODE_SQL = [
  'drop type public.pair;',
  'drop type public.colour;',
  'drop type public.span;',
  'drop type public.amount;',
  'drop aggregate public.total(integer);',
  'drop routine public.done();',
  'drop routine public.said(public.pair);',
  'drop cast (public.pair AS pg_catalog.text);',
  'drop operator public.|/|(NONE,public.pair);',
];
