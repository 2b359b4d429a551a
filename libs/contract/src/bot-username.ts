/** A Telegram user name. Four characters are enough, because Telegram sells names shorter than five for bots too. */
export const BOT_USERNAME = /^[A-Za-z0-9_]{4,32}$/;
