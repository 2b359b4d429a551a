import { runService, workerConfig } from '@app/runtime';
import { createBotWorker } from './src/create-bot-worker';

void runService('bot-worker', (env) => createBotWorker(workerConfig(env)));
