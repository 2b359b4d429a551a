import type * as contract from '@app/contract';
import { ERROR_CODES, LANGUAGES, PLANS } from '@app/contract';
import type * as client from './contract.ts';

/** Whether two types are identical, optional members and `undefined` included. */
type Equal<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Unions of objects are compared by what can be assigned, because equal members may be written in another order. */
type Assignable<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/** Does not compile unless the package and the schemas of the API have the same type. */
interface Same {
  Language: Equal<client.Language, contract.Language>;
  Plan: Equal<client.Plan, contract.Plan>;
  ErrorCode: Equal<client.ErrorCode, contract.ErrorCode>;
  ChallengeStatus: Equal<client.ChallengeStatus, contract.ChallengeStatus>;
  RequestOtpBody: Equal<Flat<client.RequestOtpBody>, Flat<contract.RequestOtpBody>>;
  RequestOtpAnswer: Equal<client.RequestOtpAnswer, contract.RequestOtpAnswer>;
  BotAnswer: Equal<client.BotAnswer, contract.BotAnswer>;
  VerifyOtpBody: Assignable<client.VerifyOtpBody, contract.VerifyOtpBody>;
  VerifyOtpAnswer: Equal<Flat<client.VerifyOtpAnswer>, Flat<contract.VerifyOtpAnswer>>;
  Tokens: Equal<client.Tokens, contract.Tokens>;
  Shop: Equal<client.Shop, contract.Shop>;
  ShopPatch: Equal<client.ShopPatch, contract.ShopPatch>;
  Session: Equal<client.Session, contract.Session>;
  MeAnswer: Equal<client.MeAnswer, contract.MeAnswer>;
  SessionsAnswer: Equal<Flat<client.ListedSession>, Flat<contract.SessionsAnswer['sessions'][number]>>;
  LogoutScope: Equal<client.LogoutScope, NonNullable<contract.LogoutBody['scope']>>;
  ActivityAnswer: Equal<client.ActivityAnswer, contract.ActivityAnswer>;
  EraseCodeAnswer: Equal<client.EraseCodeAnswer, contract.EraseCodeAnswer>;
  Problem: Equal<client.Problem, contract.Problem>;
}

type Flat<T> = { [Key in keyof T]: T[Key] };

const same: { [Name in keyof Same]: Same[Name] extends true ? true : never } = {
  Language: true,
  Plan: true,
  ErrorCode: true,
  ChallengeStatus: true,
  RequestOtpBody: true,
  RequestOtpAnswer: true,
  BotAnswer: true,
  VerifyOtpBody: true,
  VerifyOtpAnswer: true,
  Tokens: true,
  Shop: true,
  ShopPatch: true,
  Session: true,
  MeAnswer: true,
  SessionsAnswer: true,
  LogoutScope: true,
  ActivityAnswer: true,
  EraseCodeAnswer: true,
  Problem: true,
};

describe('the types of the package', () => {
  // The compiler proves it: `npm run check:types` fails at `same` if one differs.
  it('are those of the schemas of the API', () => {
    expect(Object.values(same)).not.toContain(false);
  });

  it('name every language, plan and error code', () => {
    const languages: Record<client.Language, true> = { ru: true, kk: true, uz: true, en: true };
    const plans: Record<client.Plan, true> = { free: true, basic: true, pro: true };
    expect(Object.keys(languages).sort()).toEqual([...LANGUAGES].sort());
    expect(Object.keys(plans).sort()).toEqual([...PLANS].sort());
    expect(ERROR_CODES.length).toBeGreaterThan(0);
  });
});
