/**
 * The process cannot start, for a reason that the operator can fix. The message says everything the operator needs, so it is
 * printed without a stack.
 */
export class BootRefusal extends Error {
  override readonly name: string = 'BootRefusal';
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** @returns the refusal, with the variable to set, if the service cannot listen; undefined for any other error */
export function listenRefusal(error: unknown): BootRefusal | undefined {
  const { code, syscall, port, address } = (error ?? {}) as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (syscall !== 'listen') return undefined;
  if (code === 'EADDRINUSE') return portTaken(port ?? 0, 'PORT', { cause: error });
  if (code === 'EACCES') {
    return new BootRefusal(`Port ${port} may not be used by this account: set PORT to another port.`, {
      cause: error,
    });
  }
  if (code !== 'EADDRNOTAVAIL') return undefined;
  return new BootRefusal(`HOST names ${address}, which is no address of this machine: set another HOST.`, {
    cause: error,
  });
}

/** @param variable the variable that sets the port */
export const portTaken = (port: number, variable: string, options?: ErrorOptions): BootRefusal =>
  new BootRefusal(
    `Port ${port} is taken by another program: stop that program, or set ${variable} to another port.`,
    options,
  );
