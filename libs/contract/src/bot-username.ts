/** A user name of Telegram: 4 letters and more, since shorter names than 5 are sold for bots, too. */
export const BOT_USERNAME = /^[A-Za-z0-9_]{4,32}$/;
