/** The words of the reference. Its descriptions of fields are those of the OpenAPI document, in English. */
export interface ReferenceWords {
  readonly field: string;
  readonly parameter: string;
  readonly type: string;
  readonly meaning: string;
  readonly body: string;
  readonly parameters: string;
  readonly answer: string;
  readonly noBody: string;
  readonly errors: string;
  readonly or: string;
  readonly alternative: (number: number) => string;
  readonly needs: Readonly<Record<'public' | 'bearer' | 'cookie' | 'bearerOrCookie', string>>;
  readonly status: string;
  readonly answeredBy: string;
  readonly route: string;
  readonly summary: string;
}

const EN: ReferenceWords = {
  field: 'field',
  parameter: 'parameter',
  type: 'type',
  meaning: 'meaning',
  body: 'Body',
  parameters: 'Parameters',
  answer: 'Answer',
  noBody: 'without a body',
  errors: 'Errors',
  or: 'or',
  alternative: (number) => `Alternative ${number}`,
  needs: {
    public: 'Public.',
    bearer: 'Needs `Authorization: Bearer` with an access token.',
    cookie: 'Takes the refresh token from the body or from the cookie.',
    bearerOrCookie: 'Needs `Authorization: Bearer` with an access token, or the cookie.',
  },
  status: 'Status',
  answeredBy: 'Answered by',
  route: 'route',
  summary: 'what it does',
};

const RU: ReferenceWords = {
  field: 'поле',
  parameter: 'параметр',
  type: 'тип',
  meaning: 'что это',
  body: 'Тело запроса',
  parameters: 'Параметры',
  answer: 'Ответ',
  noBody: 'без тела',
  errors: 'Ошибки',
  or: 'или',
  alternative: (number) => `Вариант ${number}`,
  needs: {
    public: 'Открыт для всех.',
    bearer: 'Нужен заголовок `Authorization: Bearer` с токеном доступа.',
    cookie: 'Берёт токен обновления из тела запроса или из cookie.',
    bearerOrCookie: 'Нужен заголовок `Authorization: Bearer` с токеном доступа или cookie.',
  },
  status: 'Статус',
  answeredBy: 'Так отвечают',
  route: 'маршрут',
  summary: 'что делает',
};

export const REFERENCE_WORDS = { en: EN, ru: RU } as const;

export type ReferenceLanguage = keyof typeof REFERENCE_WORDS;
