import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ApiConfig } from '@app/runtime';

export const API_CONFIG = Symbol('API_CONFIG');
/** The address of the chat page of the Telegram simulator, or undefined: only development has one. */
export const CHAT_PAGE_URL = Symbol('CHAT_PAGE_URL');

@Global()
@Module({})
export class ApiConfigModule {
  static forRoot(config: ApiConfig, chatPageUrl?: string): DynamicModule {
    return {
      module: ApiConfigModule,
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: CHAT_PAGE_URL, useValue: chatPageUrl },
      ],
      exports: [API_CONFIG, CHAT_PAGE_URL],
    };
  }
}
