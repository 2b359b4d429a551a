import type { AddressWindowState } from '@app/otp';
import { instantText } from '../text/time-text';
import type { MaybeObstacle } from '../bot/obstacle';
import type { PhoneInspection, RedisFindings } from './inspect-phone';

/** What a full window of an address stops. */
const STOPPED: Readonly<Record<AddressWindowState['counts'], string>> = {
  requests: 'codes are requested',
  typed_codes: 'codes are typed',
  tries: 'codes of the bot are tried',
};

/** Obstacles by the limits of addresses and of codes that erase the shop. */
export const limitObstacles = (inspection: PhoneInspection, found: RedisFindings): MaybeObstacle[] => [
  ...addressObstacles(inspection, found),
  eraseLockObstacle(inspection, found),
  eraseRequestsObstacle(inspection, found),
];

function addressObstacles({ now }: PhoneInspection, { addresses }: RedisFindings): MaybeObstacle[] {
  const full = addresses.flatMap(({ windows }) => windows.filter(({ fullUntil }) => fullUntil !== undefined));
  return full.map(({ counts, network, count, limit, window, fullUntil }) => ({
    code: 'address_full',
    affects: 'phone',
    until: fullUntil!,
    advice: `From ${network}, ${STOPPED[counts]} too often: ${count} of ${limit} ${window === 'hour' ? 'an hour' : 'a minute'}, full until ${instantText(fullUntil!, now)}. Everybody who shares this address waits; the person may use another connection, such as mobile data. If the address is that of a proxy of yours, TRUST_PROXY is wrong.`,
  }));
}

function eraseLockObstacle({ phone, now }: PhoneInspection, { state }: RedisFindings): MaybeObstacle {
  const { lockedUntil, wrongCodes } = state.erase;
  return (
    lockedUntil !== undefined && {
      code: 'erase_locked',
      affects: 'erasure',
      until: lockedUntil,
      advice: `After ${wrongCodes.limit} wrong codes the shop cannot be erased on the page until ${instantText(lockedUntil, now)}; signing in works. Run: npm run admin -- shop unlock ${phone}; or erase it for the owner: npm run admin -- shop erase ${phone}.`,
    }
  );
}

function eraseRequestsObstacle({ now }: PhoneInspection, { state }: RedisFindings): MaybeObstacle {
  const { fullUntil } = state.erase;
  return (
    fullUntil !== undefined && {
      code: 'erase_requests_full',
      affects: 'erasure',
      until: fullUntil,
      advice: `Too many codes that erase the shop were requested; the page can request one again at ${instantText(fullUntil, now)}.`,
    }
  );
}
