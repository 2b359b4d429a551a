import { randomBytes } from 'node:crypto';
import { DomainError, type E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { AddressLimits } from './address-limits';
import type { Codes } from './codes';
import { OtpKeys } from './keys';
import { asTexts, transition } from './transitions';
import type { Networks, Origin, Verified } from './types';

/** An attempt that was counted, and the challenge that it is for. */
interface Admitted {
  readonly challengeId: string;
  readonly keyId: string;
}

/**
 * Codes that owners ask the bot for and type with their phone. The attempt is admitted and counted first, by the limits of
 * the address and by the attempts of the challenge; only then is a digest derived from what was typed, and it is bound to
 * that challenge. Where none is admitted the same steps follow with random bytes, so that an answer takes as long.
 */
export class AskedCodes {
  private readonly keys: OtpKeys;
  private readonly scripts;

  constructor(
    store: RedisStore,
    private readonly codes: Codes,
    private readonly limits: AddressLimits,
  ) {
    this.keys = new OtpKeys(store);
    this.scripts = {
      admit: transition(store, 'admit-asked'),
      verify: transition(store, 'verify-asked'),
    };
  }

  /** @throws DomainError `code_wrong`, `too_many_requests`, alike whether or not such a code lives */
  async verify(phone: E164, code: string, by: Origin, networks: Networks): Promise<Verified> {
    await this.limits.admitTry(networks, phone);
    const admitted = await this.admit(phone);
    const verified = await this.compare(phone, admitted, code, by);
    // Somebody who is in is not sent away for a count that could not be taken back.
    await this.limits.forgiveTry(networks, phone).catch(() => undefined);
    return verified;
  }

  private async admit(phone: E164): Promise<Admitted | undefined> {
    const partition = this.keys.partitionOf(phone);
    const reply = await this.scripts.admit(
      [this.keys.asked(partition, phone)],
      [this.keys.prefix(partition)],
    );
    const [outcome, challengeId, keyId] = asTexts(reply);
    return outcome === 'admitted' && challengeId && keyId ? { challengeId, keyId } : undefined;
  }

  private async compare(
    phone: E164,
    admitted: Admitted | undefined,
    code: string,
    by: Origin,
  ): Promise<Verified> {
    const partition = this.keys.partitionOf(phone);
    const challengeId = admitted?.challengeId ?? this.keys.newChallengeId(partition);
    const keyId = admitted?.keyId ?? this.codes.keyId;
    const digest = admitted && this.codes.digestUnder(keyId, { challengeId, askedOf: 'bot' }, code);
    const receipt = randomBytes(16).toString('base64url');
    const reply = await this.scripts.verify(
      [this.keys.challenge(partition, challengeId)],
      [
        ...[this.keys.prefix(partition), challengeId, receipt, by.ip, by.browser, by.system],
        ...[keyId, digest ?? randomBytes(32).toString('base64url')],
      ],
    );
    const [outcome, chat] = asTexts(reply);
    if (outcome !== 'verified') throw new DomainError('code_wrong');
    return { challengeId, phone, receipt, askedOf: 'bot', chatId: chat ? Number(chat) : undefined };
  }
}
