export { OtpravkaClient, type BodyTokens, type OtpravkaClientOptions } from './client';
export { OtpravkaError, type OtpravkaErrorCode } from './error';
