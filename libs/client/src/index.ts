export {
  OtpravkaClient,
  type BodyTokens,
  type OtpravkaClientOptions,
  type TokensBy,
  type Transport,
} from './client';
export { OtpravkaError, type OtpravkaErrorCode } from './error';
