export type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

export type WithoutPlural<Name extends string> = Name extends `${infer Base}_${Plural}` ? Base : Name;

type InForm<Name extends string, Form extends Plural> = Name extends `${infer Base}_${Plural}`
  ? `${Base}_${Form}`
  : Name;

/**
 * The same keys as `Texts`, and for each text with a count the plural forms of another language. A language that lacks a key, or
 * has one that `Texts` lacks, does not compile.
 */
export type TextsLike<Texts, Form extends Plural> = {
  readonly [Name in keyof Texts & string as InForm<Name, Form>]: Texts[Name] extends string
    ? string
    : TextsLike<Texts[Name], Form>;
};
