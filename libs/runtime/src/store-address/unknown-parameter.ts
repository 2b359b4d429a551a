import { AddressProblem } from './store-url';

/**
 * Reports an unsupported parameter of an address. A `?` or `&` in a password makes the rest of the password look like a
 * parameter, so the message repeats only known names.
 */
export const unknownParameter = (name: string, known: readonly string[], advice = 'leave it out') =>
  new AddressProblem(
    known.includes(name)
      ? `the parameter "${name}" is not supported: ${advice}`
      : 'it has a parameter that is not supported; write ? and & in a password as %3F and %26',
  );
