import { apiConfig, ConfigError, type Environment, unknownVariables, workerConfig } from '@app/runtime';
import { type Check, failed, ok, skipped, warning } from './check';

/** Each service has one variable that only it needs. Without it, the environment is not that of the service. */
const SERVICES = [
  { service: 'auth-api', mark: 'JWT_PRIVATE_KEY', read: apiConfig },
  { service: 'bot-worker', mark: 'TELEGRAM_BOT_TOKEN', read: workerConfig },
] as const;

export function settingsChecks(env: Environment): Check[] {
  return [
    ...SERVICES.map(({ service, mark, read }): Check => {
      const name = `settings_${service.replace('-', '_')}`;
      if (!env[mark]) return skipped(name, `These are not the variables of ${service}: ${mark} is not set`);
      try {
        read(env);
        return ok(name, `${service} accepts its variables`);
      } catch (error) {
        if (error instanceof ConfigError) return failed(name, `${service} would not start. ${error.message}`);
        throw error;
      }
    }),
    ...unknownVariables(env).map(({ name, nearest }) => {
      const hint = nearest === undefined ? '' : `; ${nearest} may be meant`;
      return warning('unknown_variable', `${name} is not known and has no effect${hint}`);
    }),
  ];
}
