import { postgresAddress } from '@app/runtime';
import type { ClientConfig } from 'pg';

/**
 * The configuration of every connection of services, migrations and operators. node-postgres gets the parts of the URL,
 * because it parses URLs differently from libpq: it treats `sslmode=require` as `verify-full`.
 */
export function clientConfig(databaseUrl: string, applicationName: string): ClientConfig {
  const { host, port, user, password, database, tls, options, ...address } = postgresAddress(databaseUrl);
  return {
    host,
    port,
    ssl: tls,
    application_name: address.applicationName ?? applicationName,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(options !== undefined && { options }),
  };
}
