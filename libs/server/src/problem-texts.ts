import type { Language } from './language.ts';

export type ProblemCode = 'token_invalid' | 'unavailable';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
}

/** The API's texts of these two errors. A test compares them. */
export const PROBLEM_TEXTS: Readonly<Record<Language, Readonly<Record<ProblemCode, ProblemText>>>> = {
  ru: {
    token_invalid: {
      title: 'Нужно войти',
      detail: 'Токен доступа отсутствует, просрочен или отозван. Обновите его или войдите заново.',
    },
    unavailable: {
      title: 'Сервис временно недоступен',
      detail: 'Попробуйте ещё раз через несколько секунд.',
    },
  },
  en: {
    token_invalid: {
      title: 'Sign-in needed',
      detail: 'The access token is absent, expired or revoked. Refresh it or sign in again.',
    },
    unavailable: {
      title: 'The service is briefly unavailable',
      detail: 'Try again in a few seconds.',
    },
  },
  kk: {
    token_invalid: {
      title: 'Жүйеге кіру қажет',
      detail:
        'Қолжеткізу токені жоқ, мерзімі өткен немесе қайтарып алынған. Оны жаңартыңыз немесе қайта кіріңіз.',
    },
    unavailable: {
      title: 'Қызмет уақытша қолжетімсіз',
      detail: 'Бірнеше секундтан кейін қайталап көріңіз.',
    },
  },
  uz: {
    token_invalid: {
      title: 'Tizimga kirish kerak',
      detail: 'Kirish tokeni yo‘q, muddati o‘tgan yoki bekor qilingan. Uni yangilang yoki qaytadan kiring.',
    },
    unavailable: {
      title: 'Xizmat vaqtincha ishlamayapti',
      detail: 'Bir necha soniyadan keyin qayta urinib ko‘ring.',
    },
  },
};
