import { AddressProblem } from './store-url';

/**
 * A parameter of an address that is not taken. A `?` or `&` in a password makes the rest of it look like a parameter, so only
 * a name that is known for one is repeated.
 */
export const unknownParameter = (name: string, known: readonly string[], advice = 'leave it out') =>
  new AddressProblem(
    known.includes(name)
      ? `the parameter "${name}" is not supported: ${advice}`
      : 'it has a parameter that is not supported; write ? and & in a password as %3F and %26',
  );
