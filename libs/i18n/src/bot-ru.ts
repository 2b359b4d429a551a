/** What the bot says. Plurals are written as `key_one`, `key_few`, `key_many`, `key_other` and asked for as `key` with `count`. */
export const botRu = {} as const;
