import { Injectable } from '@nestjs/common';
import { DomainError, type E164, languageOf, parsePhone, type RequestOtpAnswer } from '@app/contract';
import { type Issued, type LimitState, Otp, TooManyRequests } from '@app/otp';
import { EventPublisher } from '@app/redis';
import { networksOf } from '../client/address';
import { type Caller, originOf } from '../client/caller';
import type { Body } from '../openapi/describe';
import { BotUsername } from './bot-username';

/** @throws DomainError `phone_invalid` */
export function phoneIn(written: string, country?: string): E164 {
  const phone = parsePhone(written, country);
  if (phone === undefined) throw new DomainError('phone_invalid');
  return phone.e164;
}

const answerOf = (issued: Issued, phone: E164, bot: string): RequestOtpAnswer => ({
  challengeId: issued.challengeId,
  phone,
  expiresAt: issued.expiresAt.toISOString(),
  expiresIn: issued.expiresInSeconds,
  resendIn: issued.resendInSeconds,
  codeLength: issued.codeLength,
  telegram: { bot, link: `https://t.me/${bot}?start=${issued.linkToken}` },
});

/** A code is asked for. Alike, and as fast, for every phone: nobody looks here whether Telegram knows it. */
@Injectable()
export class RequestOtp {
  constructor(
    private readonly otp: Otp,
    private readonly bot: BotUsername,
    private readonly events: EventPublisher,
  ) {}

  async run(
    body: Body<'RequestOtpBody'>,
    caller: Caller,
    tellLimits: (limits: readonly LimitState[]) => void,
  ): Promise<RequestOtpAnswer> {
    const phone = phoneIn(body.phone, body.country);
    const bot = await this.bot.get();

    const issued = await this.admitAndIssue(phone, body, caller, tellLimits);
    this.events.publish('otp.requested', { v: 1, challengeId: issued.challengeId });
    return answerOf(issued, phone, bot);
  }

  /** First the address, and only if that has room the phone. */
  private async admitAndIssue(
    phone: E164,
    body: Body<'RequestOtpBody'>,
    caller: Caller,
    tellLimits: (limits: readonly LimitState[]) => void,
  ): Promise<Issued> {
    let ofAddress: readonly LimitState[] = [];
    try {
      ofAddress = await this.otp.admitAddress(networksOf(caller.address));
      const issued = await this.otp.requestCode({
        phone,
        language: languageOf(body.language) ?? caller.language,
        origin: originOf(caller),
        replaces: body.replaces,
      });
      tellLimits([...ofAddress, ...issued.limits]);
      return issued;
    } catch (error) {
      tellLimits([...ofAddress, ...(error instanceof TooManyRequests ? error.limits : [])]);
      throw error;
    }
  }
}
