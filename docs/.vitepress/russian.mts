import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';
import { navigationIn, sidebarIn } from './pages.mts';

export const RUSSIAN_THEME: LocaleSpecificConfig<DefaultTheme.Config> = {
  title: 'Отправка',
  description: 'Вход по номеру телефона для владельцев магазинов: одноразовый код приносит бот в Telegram.',
  themeConfig: {
    nav: navigationIn('ru'),
    sidebar: sidebarIn('ru'),
    outline: { level: [2, 3], label: 'На этой странице' },
    docFooter: { prev: 'Назад', next: 'Дальше' },
    darkModeSwitchLabel: 'Оформление',
    lightModeSwitchTitle: 'Светлое оформление',
    darkModeSwitchTitle: 'Тёмное оформление',
    sidebarMenuLabel: 'Меню',
    returnToTopLabel: 'Наверх',
    langMenuLabel: 'Сменить язык',
    skipToContentLabel: 'К содержанию',
  },
};

export const RUSSIAN_SEARCH: Partial<DefaultTheme.LocalSearchOptions> = {
  translations: {
    button: { buttonText: 'Поиск', buttonAriaLabel: 'Поиск' },
    modal: {
      displayDetails: 'Показать подробности',
      resetButtonTitle: 'Очистить',
      backButtonTitle: 'Закрыть поиск',
      noResultsText: 'Ничего не найдено:',
      footer: {
        selectText: 'открыть',
        selectKeyAriaLabel: 'Enter',
        navigateText: 'выбрать',
        navigateUpKeyAriaLabel: 'стрелка вверх',
        navigateDownKeyAriaLabel: 'стрелка вниз',
        closeText: 'закрыть',
        closeKeyAriaLabel: 'Escape',
      },
    },
  },
};
