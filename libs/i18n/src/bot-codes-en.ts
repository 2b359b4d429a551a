import type { botCodesRu } from './bot-codes-ru';
import type { TextsLike } from './texts-like';

export const botCodesEn = {
  code: {
    linked: 'Done, your number is linked.',
    title: '<code>{{code}}</code> is your sign-in code',
    lifetime_one: 'Valid for {{count}} minute.',
    lifetime_other: 'Valid for {{count}} minutes.',
    lifetimeShort: 'Valid for less than a minute.',
    asked: 'You asked for it in this chat. Enter it on the sign-in page.',
    origin: 'Requested from: {{origin}}.',
    eraseTitle: '<code>{{code}}</code> is a code that DELETES your shop',
    eraseWarning:
      '⚠️ This code deletes the shop with all its data, for good. If you are not deleting the shop, don’t enter the code and don’t tell it to anyone: press “It wasn’t me”, then send /logout_all.',
    chooseNumber:
      'If the sign-in page shows a two-digit number, you don’t need the code: tap that number here.',
    typeNumber:
      'If the sign-in page shows a two-digit number, you don’t need the code: reply to this message with it.',
    warning: 'Don’t tell this code to anyone, not even to “support”.',
  },
  origin: {
    device: '{{device}}, IP address {{ip}}',
    unknownBrowser: 'unknown browser',
    unknownSystem: 'unknown system',
  },
  edited: {
    used: '✅ Signed in. The code no longer works.\nSigned in from: {{origin}}.\n\nWasn’t it you? Press “It wasn’t me”, and that device will be signed out.',
    ended: '🚫 You pressed “It wasn’t me”: that device is signed out.',
    erased: '🗑 The code was used: the shop is deleted, and your number is unlinked from this chat.',
    expired: 'This code has expired. Get a new one on the sign-in page or with /code.',
    refused: '🚫 You pressed “It wasn’t me”. This code no longer works.',
    replaced: 'A new code was requested instead of this one, which no longer works.',
    closed: 'This code no longer works. To sign in, request a new one on the sign-in page.',
    exhausted:
      'This code no longer works: a wrong code was entered too many times. Nobody signed in with it.\n\nGet a new one on the sign-in page or with /code.',
    erase_expired:
      'This code has expired, and the shop is not deleted. To delete it, request a new code there.',
    erase_exhausted:
      'This code no longer works: a wrong code was entered too many times. The shop is not deleted.\n\nTo delete it, request a new code there.',
    wrong_number:
      '🚫 The number doesn’t match, so this sign-in was cancelled. If it was you, get a new code on the page or send /code.',
  },
  refused:
    'Thank you, this code no longer works. For a day I won’t send you codes that are requested on the sign-in page.\n\nTo sign in, open the link on the sign-in page or send /code.\n\nDo you think somebody is already signed in to your shop? Send /logout_all to sign out on all devices.',
  refusedUsed:
    'Done, that device is signed out.\n\nSomebody signed in without you, so for a day I won’t send you codes that are requested on the sign-in page. To sign in, open the link on the sign-in page or send /code.\n\nTo be safe, sign out on all devices: /logout_all.',
  refusedErase:
    'Thank you, this code no longer works, and the shop is not deleted. The device that requested it is signed out.\n\nTo be safe, sign out on all devices: /logout_all.',
  refusedEnded:
    'That device is already signed out. For a day I won’t send you codes that are requested on the sign-in page.\n\nSign out on all devices: /logout_all.',
  refusedKey:
    'Done, you are signed out on all devices.\n\nUpdate the browser on your devices and remove any extensions that you didn’t install. Then sign in again: request a code on the sign-in page or send /code.',
  refusedKeyOver:
    'Nothing to end: those devices are already signed out.\n\nTo sign out where you have signed in since: /logout_all.',
  refusedRelink:
    'Done, everyone who signed in with your number is signed out.\n\nTo get the number back, press “Share my number” below: codes will come here again, and not to the other account. Call your mobile operator too: somebody may have got your SIM card.\n\nYou no longer have this number? Write to support.',
  refusedRelinkOver:
    'This button works once, within a day.\n\nTo get the number back, press “Share my number” below. You no longer have this number? Write to support.',
  refusedRelinkBack:
    'The number is linked to this chat again, and the other account gets no codes.\n\nSign out on all devices: /logout_all.',
  refusedToast: 'The code no longer works',
  endedToast: 'That device is signed out',
  codeSentToast: 'The code was sent already: it is below in this chat',
  goneToast: 'This code no longer works',
  link: {
    gone: 'This link no longer works. Go back to the sign-in page and request a new code, or send /code.',
    goneUnlinked:
      'This link no longer works. Go back to the sign-in page and request a new code. To get it here, press “Share my number” below.',
    sent: 'The code is already in this chat, above. If the sign-in page shows a two-digit number, you don’t need the code: tap that number here.\n\nRequested from: {{origin}}.\nIf it is not you, tap “It wasn’t me”.',
    otherPhone:
      'The sign-in page has a different number, not the one that is linked to this chat. Check the number on the page and request the code again.\n\nDid your number change? Press “Share my number” below.',
  },
  approve: {
    approved: '✅ Sign-in approved. Go back to the page: it is opening.',
    already: 'This sign-in is already approved.',
    wrong:
      '🚫 The number doesn’t match, so this sign-in was cancelled: nobody has signed in. If it was you, get a new code on the page or send /code.',
    gone: 'There is nothing to approve: the sign-in is finished or cancelled. If it was you, get a new code on the page or send /code.',
    several:
      'Several pages are waiting for a code. Reply with the two digits to the message with the code that came for your page.',
  },
  approveToast: {
    approved: 'Sign-in approved. Go back to the page',
    already: 'Already approved',
    wrong: 'The number doesn’t match, sign-in cancelled',
    gone: 'This sign-in is finished or cancelled',
  },
  ask: {
    limited_one: 'Too many codes in a row. Try again in {{count}} second.',
    limited_other: 'Too many codes in a row. Try again in {{count}} seconds.',
  },
  notification: {
    signed_in:
      '🔔 Someone signed in to your shop from a new browser or address.\nSigned in from: {{origin}}.\nWhen: {{time}}.\n\nWas it you? Then there is nothing to do.\n\nNot you? Press “It wasn’t me”: you will be signed out there. Think about who you may have told the code. To sign out on all devices: /logout_all.\n\nTo stop messages about new sign-ins: /mute.',
    token_reused:
      '⚠️ One of your devices was signed out: its sign-in key was used twice, so it may have been stolen.\n\nTo sign in on it again, request a code on the sign-in page.\n\nDid you move your browser, or restore it from a copy? Then there is nothing else to do. If not, press “It wasn’t me” to sign out on all devices.',
    phone_locked:
      '⚠️ Too many wrong codes were entered for your number. Nobody can sign in with codes from the sign-in page now, for a day at most.\n\nYou can still sign in: send /code and enter that code on the sign-in page together with your number. If it wasn’t you who entered the wrong codes, there is nothing else to do: nobody has signed in.',
    move_asked:
      '⚠️ Another Telegram account asks to take over your number. The ID of that account is {{account}}.\n\nIs it you, for example with a new account? Compare: the bot shows the same ID there. If they match, press “Yes, move it”: codes will go there, and you will be signed out on all devices.\n\nNot you, or a different ID? Press “No, it wasn’t me”, and nothing will change. You can answer within a day.',
    relinked:
      'Your number was linked to another Telegram account, and you are signed out on all devices. Codes no longer come here.\n\nWasn’t it you? Press “It wasn’t me”: anyone who has signed in with your number since will be signed out. And call your mobile operator: somebody may have got your SIM card.\n\nTo get the number back, send /start and share it again.',
    shop_moved:
      'Support has moved your shop to another number. You are signed out on all devices, and codes no longer come here.\n\nIs the new number in this same Telegram account? Press “Share my number” below.\n\nYou didn’t ask for this? Write to support.',
    shop_erased:
      'Support has deleted your shop and all its data. You are signed out on all devices, and your number is unlinked from this chat.\n\nYou didn’t ask for this? Write to support.',
  },
} as const satisfies TextsLike<typeof botCodesRu, 'one' | 'other'>;
