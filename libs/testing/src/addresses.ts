/* eslint-disable no-restricted-properties -- the global set-up of Jest passes values to its workers by the environment */
/** The addresses of the stores of this test run. */
export interface Addresses {
  readonly redisUrl: string;
  readonly postgresUrl: string;
}

const NAME = 'OTPRAVKA_TEST_STORES';

export function passAddressesToWorkers(addresses: Addresses): void {
  process.env[NAME] = JSON.stringify(addresses);
}

export function addresses(): Addresses {
  const passed = process.env[NAME];
  if (passed === undefined)
    throw new Error('This test needs the stores of libs/testing: run it as a medium or e2e test');
  return JSON.parse(passed) as Addresses;
}
