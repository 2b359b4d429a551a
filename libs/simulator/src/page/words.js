// @ts-check

/**
 * The words of the Telegram app itself. They follow the language of the chosen person, as the bot's texts do.
 * @typedef {{start: string, restart: string, whatCanItDo: string, menu: string, message: string, reply: string, edit: string,
 *   edited: string, copied: string, typing: string}} Words
 * @type {Record<string, Words>}
 */
const words = {
  ru: {
    start: 'НАЧАТЬ',
    restart: 'ПЕРЕЗАПУСТИТЬ',
    whatCanItDo: 'Что умеет этот бот?',
    menu: 'Меню',
    message: 'Сообщение',
    reply: 'Ответить',
    edit: 'Изменить',
    edited: 'изменено',
    copied: 'Текст скопирован',
    typing: 'бот печатает…',
  },
  en: {
    start: 'START',
    restart: 'RESTART',
    whatCanItDo: 'What can this bot do?',
    menu: 'Menu',
    message: 'Message',
    reply: 'Reply',
    edit: 'Edit',
    edited: 'edited',
    copied: 'Text copied',
    typing: 'the bot is typing…',
  },
  kk: {
    start: 'БАСТАУ',
    restart: 'ҚАЙТА БАСТАУ',
    whatCanItDo: 'Бұл бот не істей алады?',
    menu: 'Мәзір',
    message: 'Хабар',
    reply: 'Жауап беру',
    edit: 'Өзгерту',
    edited: 'өзгертілді',
    copied: 'Мәтін көшірілді',
    typing: 'бот теріп жатыр…',
  },
  uz: {
    start: 'BOSHLASH',
    restart: 'QAYTA BOSHLASH',
    whatCanItDo: 'Bu bot nima qila oladi?',
    menu: 'Menyu',
    message: 'Xabar',
    reply: 'Javob berish',
    edit: 'Tahrirlash',
    edited: 'tahrirlangan',
    copied: 'Matn nusxalandi',
    typing: 'bot yozmoqda…',
  },
};

/** @type {Record<string, string>} */
export const languageNames = { ru: 'русский', en: 'English', kk: 'қазақша', uz: 'oʻzbekcha', de: 'Deutsch' };

/**
 * @param {string} languageCode
 * @returns {Words} English for a language that this page does not know
 */
export const wordsIn = (languageCode) =>
  words[languageCode.slice(0, 2)] ?? /** @type {Words} */ (words['en']);
