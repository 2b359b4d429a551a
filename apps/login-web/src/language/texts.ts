import type { Language } from '@app/contract';

/** The texts of the page around the sign-in element. `{…}` is a placeholder. */
const ru = {
  pageTitle: 'Вход — Отправка',
  brand: 'Отправка',
  languages: 'Язык',
  restoring: 'Одну минуту…',
  restoreFailed: 'Страница не открылась',
  retry: 'Повторить',
  unreachable: 'Нет связи с сервером. Проверьте интернет и попробуйте ещё раз.',
  failed: 'Не получилось. Попробуйте ещё раз.',
  signedOut: 'Вы вышли.',
  sessionOver: 'Сеанс закончился или был завершён. Войдите заново.',
  returnRefused:
    'Ссылка, по которой вы пришли, ведёт на неизвестный сайт, поэтому мы туда не перейдём. Вернитесь на сайт и откройте вход заново.',

  shopHeading: 'Вы вошли',
  unnamedShop: 'Магазин без названия',
  continue: 'Вернуться на {site}',
  logout: 'Выйти',
};

export type TextKey = keyof typeof ru;
type Texts = Readonly<Record<TextKey, string>>;

const kk: Texts = {
  pageTitle: 'Кіру — Отправка',
  brand: 'Отправка',
  languages: 'Тіл',
  restoring: 'Бір сәт…',
  restoreFailed: 'Бет ашылмады',
  retry: 'Қайталау',
  unreachable: 'Сервермен байланыс жоқ. Интернетті тексеріп, қайталап көріңіз.',
  failed: 'Болмады. Қайталап көріңіз.',
  signedOut: 'Сіз шықтыңыз.',
  sessionOver: 'Сеанстың мерзімі бітті немесе ол аяқталған. Қайта кіріңіз.',
  returnRefused:
    'Сіз келген сілтеме бейтаныс сайтқа апарады, сондықтан ол жаққа өтпейміз. Сайтқа қайтып, кіруді қайта ашыңыз.',

  shopHeading: 'Сіз кірдіңіз',
  unnamedShop: 'Атауы жоқ дүкен',
  continue: '{site} сайтына қайту',
  logout: 'Шығу',
};

const uz: Texts = {
  pageTitle: 'Kirish — Otpravka',
  brand: 'Otpravka',
  languages: 'Til',
  restoring: 'Bir lahza…',
  restoreFailed: 'Sahifa ochilmadi',
  retry: 'Qayta urinish',
  unreachable: 'Server bilan aloqa yo‘q. Internetni tekshirib, qayta urinib ko‘ring.',
  failed: 'Bo‘lmadi. Qayta urinib ko‘ring.',
  signedOut: 'Siz chiqdingiz.',
  sessionOver: 'Seans muddati tugagan yoki u yakunlangan. Qaytadan kiring.',
  returnRefused:
    'Siz kelgan havola notanish saytga olib boradi, shuning uchun u yerga o‘tmaymiz. Saytga qaytib, kirishni qaytadan oching.',

  shopHeading: 'Siz kirdingiz',
  unnamedShop: 'Nomsiz do‘kon',
  continue: '{site} saytiga qaytish',
  logout: 'Chiqish',
};

const en: Texts = {
  pageTitle: 'Sign in — Otpravka',
  brand: 'Otpravka',
  languages: 'Language',
  restoring: 'One moment…',
  restoreFailed: 'The page did not open',
  retry: 'Try again',
  unreachable: 'The server cannot be reached. Check your connection and try again.',
  failed: 'That did not work. Try again.',
  signedOut: 'You are signed out.',
  sessionOver: 'The session has expired or was ended. Sign in again.',
  returnRefused:
    'The link that brought you here leads to an unknown site, so we will not go there. Go back to the site and open the sign-in again.',

  shopHeading: 'You are signed in',
  unnamedShop: 'Unnamed shop',
  continue: 'Back to {site}',
  logout: 'Sign out',
};

/** The texts in every language; the compiler reports a missing one. */
export const TEXTS: Readonly<Record<Language, Texts>> = { ru, en, kk, uz };
