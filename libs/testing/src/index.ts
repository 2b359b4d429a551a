import { addresses } from './addresses';

export { asOwner, emptyDatabase, freshDatabase, type TestDatabase } from './databases';
export { BOT_TOKEN, BOT_USERNAME, Product, type ProductOptions } from './product';
export { randomNamespace } from './random-namespace';
export { freePort, ServiceProcess } from './service-process';
export { linkPhone, receiveCode, requestCode, signIn } from './sign-in';
export { until } from './until';
export { Wire } from './wire';

export const testRedisUrl = (): string => addresses().redisUrl;
export const testPostgresUrl = (): string => addresses().postgresUrl;
