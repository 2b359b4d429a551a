import type { Part, TelegramPart } from './parts';

/** The text that is printed once everything runs. */
export function banner(
  origin: string,
  parts: { readonly postgres: Part; readonly redis: Part; readonly telegram: TelegramPart },
  missing: readonly string[],
): string {
  const { chatPageUrl } = parts.telegram;
  const lines = [
    '',
    missing.length === 0
      ? 'Otpravka is ready.'
      : `Otpravka runs, and still waits for: ${missing.join(', ')}. The log above says why.`,
    '',
    `  Sign in    ${origin}/login`,
    ...(chatPageUrl === undefined ? [] : [`  Chat       ${chatPageUrl}`]),
    `  API        ${origin}/docs`,
    `  Documents  ${origin}/`,
    '',
    `  Postgres   ${parts.postgres.name}`,
    `  Redis      ${parts.redis.name}`,
    `  Telegram   ${parts.telegram.name}`,
    '',
    'npm run admin -- --help says what an operator can do; in another terminal, here.',
    'Ctrl-C stops it.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
