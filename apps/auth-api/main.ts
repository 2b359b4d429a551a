import { apiConfig, environment, runService } from '@app/runtime';
import { createAuthApi } from './src/create-auth-api';

void runService('auth-api', () => createAuthApi(apiConfig(environment())));
