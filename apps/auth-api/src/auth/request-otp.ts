import { Injectable } from '@nestjs/common';
import { DomainError, type E164, languageOf, parsePhone, type RequestOtpAnswer } from '@app/contract';
import { type IssuedSignIn, Otp } from '@app/otp';
import { type Caller, originOf } from '../client/caller';
import type { Body } from '../openapi/describe';
import { AuthMetrics } from './auth-metrics';
import { BotLinks } from './bot-links';

/** @throws DomainError `phone_invalid` */
export function validPhone(written: string, country?: string): E164 {
  const phone = parsePhone(written, country);
  if (phone === undefined) throw new DomainError('phone_invalid');
  return phone.e164;
}

const answerOf = (
  issued: IssuedSignIn,
  phone: E164,
  telegram: RequestOtpAnswer['telegram'],
): RequestOtpAnswer => ({
  challengeId: issued.challengeId,
  phone,
  expiresAt: issued.expiresAt.toISOString(),
  expiresIn: issued.expiresInSeconds,
  resendIn: issued.resendInSeconds,
  codeLength: issued.codeLength,
  telegram,
  approval: issued.approval,
});

/**
 * Issues a code, which a bot worker delivers. The answer and its time are the same for every phone, because the chat of the
 * phone is not looked up here.
 */
@Injectable()
export class RequestOtp {
  constructor(
    private readonly otp: Otp,
    private readonly bots: BotLinks,
    private readonly metrics: AuthMetrics,
  ) {}

  requestCode(body: Body<'RequestOtpBody'>, caller: Caller): Promise<RequestOtpAnswer> {
    return this.metrics.countRequest(this.issueCode(body, caller));
  }

  private async issueCode(body: Body<'RequestOtpBody'>, caller: Caller): Promise<RequestOtpAnswer> {
    const phone = validPhone(body.phone, body.country);
    const bot = await this.bots.get();

    const issued = await this.admitAndIssue(phone, body, caller);
    const link = this.bots.forRequest(bot, { start: issued.linkToken, phone });
    return answerOf(issued, phone, { bot: bot.bot, link });
  }

  /** Checks the address limits first. A request that they refuse does not count for the phone. */
  private async admitAndIssue(
    phone: E164,
    body: Body<'RequestOtpBody'>,
    caller: Caller,
  ): Promise<IssuedSignIn> {
    caller.limits.push(...(await this.otp.admitAddress(caller.networks)));
    const issued = await this.otp.requestCode({
      phone,
      language: languageOf(body.language) ?? caller.language,
      origin: originOf(caller),
      requestId: caller.log.requestId,
      replaces: body.replaces,
    });
    caller.limits.push(...issued.limits);
    if (issued.replaceError !== undefined)
      caller.log.warn(
        issued.replaceError,
        'a replaced challenge could not be closed; it stays open until it expires',
      );
    return issued;
  }
}
