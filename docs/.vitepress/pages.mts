import type { DefaultTheme } from 'vitepress';

export type SiteLanguage = 'en' | 'ru';

interface Words {
  readonly en: string;
  /** Absent if the page exists only in English. */
  readonly ru?: string;
}

interface Section {
  readonly title: Required<Words>;
  readonly pages: readonly (readonly [path: string, title: Words])[];
}

/** Every page that a reader is led to, in the order of reading. A test compares it with the files. */
export const SECTIONS: readonly Section[] = [
  {
    title: { en: 'Start', ru: 'Начало' },
    pages: [['start', { en: 'Ten minutes to a sign-in', ru: 'Вход за десять минут' }]],
  },
  {
    title: { en: 'Front end', ru: 'Фронтенд' },
    pages: [
      ['front-end/', { en: 'Which way to choose', ru: 'Какой путь выбрать' }],
      ['front-end/pages', { en: 'The ready pages', ru: 'Готовые страницы' }],
      ['front-end/tag', { en: 'The tag', ru: 'Тег' }],
      ['front-end/react', { en: 'React', ru: 'React' }],
      ['front-end/client', { en: 'Any framework, by the client', ru: 'Любой фреймворк, через клиент' }],
      ['front-end/http', { en: 'Any language, by HTTP', ru: 'Любой язык, по HTTP' }],
    ],
  },
  {
    title: { en: 'Back end', ru: 'Бэкенд' },
    pages: [
      ['back-end/', { en: 'Verify a token', ru: 'Проверка токена' }],
      ['tenancy', { en: 'Your tables, shop by shop', ru: 'Свои таблицы, по магазинам' }],
    ],
  },
  {
    title: { en: 'Bot', ru: 'Бот' },
    pages: [
      ['the-bot/', { en: 'What the bot does', ru: 'Что делает бот' }],
      ['the-bot/approval', { en: 'Sign in by a number', ru: 'Вход по числу' }],
      ['bot', { en: 'Every message', ru: 'Все сообщения' }],
    ],
  },
  {
    title: { en: 'Operate', ru: 'Эксплуатация' },
    pages: [
      ['deploy/', { en: 'Production', ru: 'Запуск в работу' }],
      ['deploy/compose', { en: 'On one server, by Compose', ru: 'На одном сервере, через Compose' }],
      ['deploy/railway', { en: 'On Railway', ru: 'На Railway' }],
      ['deploy/kubernetes', { en: 'On Kubernetes', ru: 'В Kubernetes' }],
      ['keys', { en: 'Changing keys', ru: 'Смена ключей' }],
      ['admin', { en: 'Operating by hand', ru: 'Команды оператора' }],
      ['watch', { en: 'Health and metrics', ru: 'Здоровье и метрики' }],
      ['runbook', { en: 'Runbook', ru: 'Если что-то не работает' }],
    ],
  },
  {
    title: { en: 'Security', ru: 'Безопасность' },
    pages: [
      ['protection', { en: 'What protects a sign-in', ru: 'Что защищает вход' }],
      ['security', { en: 'Numbers, ASVS, attackers', ru: 'Числа, ASVS, нападающие' }],
    ],
  },
  {
    title: { en: 'Reference', ru: 'Справочник' },
    pages: [
      ['reference/', { en: 'The HTTP API', ru: 'HTTP API' }],
      ['reference/sign-in', { en: 'Sign-in', ru: 'Вход' }],
      ['reference/session', { en: 'Session', ru: 'Сеанс' }],
      ['reference/shop', { en: 'Shop', ru: 'Магазин' }],
      ['reference/service', { en: 'Keys, health, metrics', ru: 'Ключи, здоровье, метрики' }],
      ['reference/errors', { en: 'Errors', ru: 'Ошибки' }],
      ['reference/settings', { en: 'Settings', ru: 'Настройки' }],
    ],
  },
  {
    title: { en: 'How it is built', ru: 'Как это устроено' },
    pages: [
      ['architecture', { en: 'Architecture' }],
      ['delivery', { en: 'Delivery' }],
      ['performance', { en: 'Performance' }],
      ['promises', { en: 'Promises and their tests' }],
      ['dependencies', { en: 'Dependencies' }],
    ],
  },
];

const ROOT: Readonly<Record<SiteLanguage, string>> = { en: '/', ru: '/ru/' };

function itemOf(path: string, title: Words, language: SiteLanguage): DefaultTheme.SidebarItem {
  if (language === 'en') return { text: title.en, link: `/${path}` };
  return title.ru === undefined
    ? { text: `${title.en} (англ.)`, link: `/${path}` }
    : { text: title.ru, link: `/ru/${path}` };
}

export const sidebarIn = (language: SiteLanguage): DefaultTheme.SidebarItem[] =>
  SECTIONS.map(({ title, pages }) => ({
    text: title[language],
    items: pages.map(([path, words]) => itemOf(path, words, language)),
  }));

const NAVIGATION = ['Start', 'Front end', 'Back end', 'Bot', 'Operate', 'Security', 'Reference'];

export const navigationIn = (language: SiteLanguage): DefaultTheme.NavItem[] =>
  SECTIONS.filter(({ title }) => NAVIGATION.includes(title.en)).map(({ title, pages }) => {
    const path = pages[0]![0];
    const all = pages.map(([each]) => each).join('|');
    return {
      text: title[language],
      link: `${ROOT[language]}${path}`,
      activeMatch: `^${ROOT[language]}(${all})$`,
    };
  });
