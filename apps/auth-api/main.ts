import { apiConfig, runService } from '@app/runtime';
import { createAuthApi } from './src/create-auth-api';

void runService('auth-api', (env) => createAuthApi(apiConfig(env)));
