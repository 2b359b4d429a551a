interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

type Shown = object & { readonly text?: string; readonly entities?: readonly Entity[] };

/** Whether a message of the bot shows a code. An address is in monospace too, so the monospace must be digits alone. */
export const holdsCode = ({ text = '', entities = [] }: Shown): boolean =>
  entities.some(
    ({ type, offset, length }) => type === 'code' && /^\d+$/.test(text.slice(offset, offset + length)),
  );
