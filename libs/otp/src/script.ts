import { join } from 'node:path';
import { z } from 'zod';
import type { RedisStore } from '@app/redis';

/** A script replied something that its schema does not allow. */
export class UnknownReply extends Error {
  constructor(name: string, options?: ErrorOptions) {
    super(`The script ${name} gave an unknown reply`, options);
  }
}

/** The type of a script's parsed reply. */
export type ReplyOf<S extends (store: RedisStore) => RunScript<unknown>> = Awaited<ReturnType<ReturnType<S>>>;

type RunScript<Reply> = (keys: readonly string[], args: readonly (string | number)[]) => Promise<Reply>;

/** Binds the Lua file of this name to the schema of its reply. The header of the file states its guarantee. */
export const script =
  <S extends z.ZodType>(name: string, reply: S) =>
  (store: RedisStore): RunScript<z.output<S>> => {
    const run = store.script(join(__dirname, 'scripts', `${name}.lua`));
    return async (keys, args) => {
      const parsed = reply.safeParse(await run(keys, args));
      if (!parsed.success) throw new UnknownReply(name, { cause: parsed.error });
      return parsed.data;
    };
  };
