/* eslint-disable no-restricted-properties -- how the global set-up of Jest tells its workers */
/** Where the stores of this test run are. */
export interface Addresses {
  readonly redisUrl: string;
  readonly postgresUrl: string;
}

const NAME = 'OTPRAVKA_TEST_STORES';

export function tellAddresses(addresses: Addresses): void {
  process.env[NAME] = JSON.stringify(addresses);
}

export function addresses(): Addresses {
  const told = process.env[NAME];
  if (told === undefined)
    throw new Error('This test needs the stores of libs/testing: run it as a medium or e2e test');
  return JSON.parse(told) as Addresses;
}
