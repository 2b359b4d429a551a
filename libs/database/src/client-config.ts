import { postgresAddress } from '@app/runtime';
import type { ClientConfig } from 'pg';

/**
 * How any connection of ours reaches the Postgres of a URL: services, migrations and operators alike. node-postgres is
 * given the parts and never the URL, which it reads in its own way (`sslmode=require` as `verify-full`).
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
