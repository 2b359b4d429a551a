import type { Language } from '@app/contract';

export interface Words {
  readonly greeting: RegExp;
  readonly waiting: RegExp;
  readonly share: string;
  readonly linked: RegExp;
  readonly code: RegExp;
  readonly asked: RegExp;
  readonly notMe: string;
  readonly used: RegExp;
  readonly help: RegExp;
  readonly logout: RegExp;
  readonly logoutYes: string;
  readonly signedOut: RegExp;
  readonly stop: RegExp;
  readonly stopYes: string;
  readonly unlinked: RegExp;
  readonly shareFirst: RegExp;
}

/** What a person reads on the way through the bot. */
export const WORDS: Readonly<Record<Language, Words>> = {
  ru: {
    ...{ greeting: /^Здравствуйте!/, waiting: /^На странице входа ждут код/, share: '📱 Поделиться номером' },
    ...{ linked: /^Готово, номер привязан/, code: /^\d{6} — ваш код для входа\n\nДействует \d минут/m },
    ...{ asked: /Вы попросили его в этом чате/, notMe: 'Это не я', used: /^✅ Вход выполнен/ },
    ...{ help: /^Я приношу одноразовые коды/, signedOut: /^Готово, вы вышли на 1 устройстве\./ },
    ...{ stop: /^Отвязать ваш номер/, stopYes: 'Да, отвязать', unlinked: /^Номер отвязан/ },
    ...{ logout: /^Выйти на всех устройствах/, logoutYes: 'Да, выйти везде' },
    shareFirst: /^Сначала поделитесь своим номером/,
  },
  en: {
    ...{ greeting: /^Hello!/, waiting: /^The sign-in page is waiting/, share: '📱 Share my number' },
    ...{
      linked: /^Done, your number is linked/,
      code: /^\d{6} is your sign-in code\n\nValid for \d minutes/m,
    },
    ...{ asked: /You asked for it in this chat/, notMe: 'It wasn’t me', used: /^✅ Signed in/ },
    ...{ help: /^I bring you one-time codes/, signedOut: /^Done, you are signed out on 1 device\./ },
    ...{ stop: /^Unlink your number/, stopYes: 'Yes, unlink', unlinked: /^Your number is unlinked/ },
    ...{ logout: /^Sign out on all devices/, logoutYes: 'Yes, sign out' },
    shareFirst: /^Share your number first/,
  },
  kk: {
    ...{ greeting: /^Сәлеметсіз бе!/, waiting: /^Кіру беті код күтіп тұр/, share: '📱 Нөмірімді жіберу' },
    ...{ linked: /^Дайын, нөміріңіз байланды/, code: /^\d{6} — кіру кодыңыз\n\nТағы \d минут жарамды/m },
    ...{ asked: /Оны осы чатта сұрадыңыз/, notMe: 'Бұл мен емеспін', used: /^✅ Кіру орындалды/ },
    ...{ help: /бір реттік кодтарын жеткіземін/, signedOut: /^Дайын, 1 құрылғыдан шықтыңыз\./ },
    ...{ stop: /^Нөміріңізді осы чаттан/, stopYes: 'Иә, ажырату', unlinked: /^Нөмір ажыратылды/ },
    ...{ logout: /^Дүкенге кірген барлық/, logoutYes: 'Иә, барлығынан шығу' },
    shareFirst: /^Алдымен нөміріңізді жіберіңіз/,
  },
  uz: {
    ...{ greeting: /^Assalomu alaykum!/, waiting: /^Kirish sahifasi kod/, share: '📱 Raqamimni yuborish' },
    ...{ linked: /^Tayyor, raqamingiz bog‘landi/, code: /^\d{6} — kirish kodingiz\n\nYana \d daqiqa amal/m },
    ...{ asked: /Uni shu chatda so‘radingiz/, notMe: 'Bu men emasman', used: /^✅ Kirish bajarildi/ },
    ...{ help: /bir martalik kodlarni/, signedOut: /^Tayyor, 1 ta qurilmadan chiqdingiz\./ },
    ...{ stop: /^Raqamingizni bu chatdan/, stopYes: 'Ha, uzish', unlinked: /^Raqam uzildi/ },
    ...{ logout: /^Do‘konga kirgan barcha/, logoutYes: 'Ha, hammasidan chiqish' },
    shareFirst: /^Avval raqamingizni yuboring/,
  },
};
