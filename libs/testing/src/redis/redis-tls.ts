import type { Authority } from '../authority';

/** The options of a Redis that serves TLS at a port, with a certificate for the name localhost. */
export function redisTlsOptions(authority: Authority, port: number): string[] {
  const { certFile, keyFile } = authority.issue('localhost');
  return [
    ...['--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-ca-cert-file', authority.caFile],
    ...['--tls-cert-file', certFile, '--tls-key-file', keyFile],
  ];
}
