import { ERROR_TEXTS } from '@app/i18n';
import { type Language, OtpravkaError } from '@otpravka/client';
import { interpolate, momentText } from '@otpravka/element/pages';
import { pluralForm } from './plural';
import type { Translator } from './translator';

interface ErrorText {
  readonly detail: string;
  readonly [form: string]: string;
}

const errorTexts = (language: Language): Readonly<Partial<Record<string, ErrorText>>> =>
  ERROR_TEXTS[language];

function attemptsText(language: Language, count: number): string {
  const texts = errorTexts(language)['code_wrong']!;
  const text = texts[`detailLeft_${pluralForm(language, count)}`] ?? texts['detailLeft_other']!;
  return interpolate(text.replace('{{count}}', '{count}'), { count });
}

/**
 * The text of a failure in the current language. The API's own text exists in the language of its request only. An error that only a
 * later API knows keeps the API's text.
 */
export function failureText(translator: Translator, failure: unknown): string {
  const { language } = translator;
  if (!(failure instanceof OtpravkaError)) return translator.text('pageFailed');
  if (failure.code === 'unreachable') return translator.text('unreachable');
  if (failure.code === 'code_wrong' && failure.attemptsLeft !== undefined)
    return attemptsText(language, failure.attemptsLeft);
  const text = errorTexts(language)[failure.code]?.detail ?? failure.text;
  if (failure.code === 'internal' && failure.requestId !== undefined)
    return `${text} ${translator.text('requestId', { id: failure.requestId })}`;
  return text;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** When the person can try again, for errors of a limit. @param at when the error arrived */
export function retryText(translator: Translator, failure: unknown, at: Date): string | undefined {
  const isLimited =
    failure instanceof OtpravkaError &&
    (failure.code === 'too_many_requests' || failure.code === 'phone_locked');
  if (!isLimited) return undefined;
  const { retryAfter } = failure;
  if (retryAfter < HOUR_SECONDS)
    return translator.count('retryInMinutes', Math.max(1, Math.ceil(retryAfter / MINUTE_SECONDS)));
  const date = momentText(translator.language, new Date(at.getTime() + retryAfter * 1000));
  return translator.text('retryAt', { date });
}
