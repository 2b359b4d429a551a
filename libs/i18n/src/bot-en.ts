import { botCodesEn } from './bot-codes-en';
import type { botRu } from './bot-ru';
import type { TextsLike } from './texts-like';

export const botEn = {
  ...botCodesEn,
  profile: {
    description:
      'I bring you the codes to sign in to your shop. No password needed.\n\nPress the button below and share your number once. From then on the codes come here.',
    shortDescription: 'Codes to sign in to your shop. No password needed.',
  },
  menu: {
    code: 'Get a sign-in code',
    sessions: 'Devices where you are signed in',
    shop: 'My shop',
    language: 'Change the language',
    mute: 'Messages about new sign-ins: off or on',
    logoutAll: 'Sign out on all devices',
    stop: 'Unlink my number from this chat',
    help: 'What I can do',
  },
  button: {
    share: '📱 Share my number',
    getCode: 'Get a code',
    copyCode: 'Copy the code',
    notMe: 'It wasn’t me',
    stopYes: 'Yes, unlink',
    stopNo: 'No, keep it',
    logoutYes: 'Yes, sign out',
    logoutNo: 'No, stay signed in',
    logoutAll: 'Sign out everywhere',
    changeName: 'Change the name',
    changeLanguage: 'Change the language',
    keepName: 'Leave it as it is',
    moveYes: 'Yes, move it',
    moveNo: 'No, it wasn’t me',
    unmute: 'Turn messages on',
    phoneYes: 'Yes, change it',
    phoneNo: 'No, keep the old one',
  },
  greeting:
    'Hello! I bring you the codes to sign in to your shop.\n\nSo that I know the number is yours, press “Share my number” below. You only do this once.',
  greetingAgain:
    'Welcome back! Your number is linked to this chat, and your sign-in codes come here.\n\nNeed a code right now? Press the button.',
  linked:
    'Done, your number is linked. From now on your sign-in codes come to this chat.\n\nTo sign in, request a code on the sign-in page or send /code.',
  moved:
    'Done, your number is linked to this chat. It used to be linked to another Telegram account: codes no longer go there, and you are signed out on all devices.\n\nRequest a new code on the sign-in page.',
  shareToGet:
    'The sign-in page is waiting for a code.\nRequested from: {{origin}}.\n\nTo get the code, press “Share my number” below. If you didn’t request it, don’t press anything.',
  shareFirst: 'Share your number first: press the button below. That is how I know the number is yours.',
  oldButtonToast: 'This button no longer works. What I can do: /help',
  answeredToast: 'This question is already answered',
  contact: {
    notYours:
      'This is somebody else’s contact. I need your own number: press “Share my number” below, and it will send exactly that.',
    forwarded:
      'A contact that was forwarded or sent through another bot won’t do: anybody’s number can be sent that way. Press “Share my number” below.',
    notOnTelegram:
      'This contact has no Telegram account, so I can’t see whose number it is. Press “Share my number” below.',
    unreadable:
      'I can’t read the number in this contact. Press “Share my number” below: it sends the number of your account.',
    held: 'This number is already linked to another Telegram account. It will move here once the move is confirmed in that account: it will be asked about the account with the ID {{account}}, which is yours.\n\nIf nobody can confirm there, write to support, and an operator will move the number.',
  },
  move: {
    done: 'Done, the number has moved. Codes no longer come here, and you are signed out on all devices.',
    kept: 'All right, the number stays linked to this chat.',
    gone: 'This question is no longer open: it was answered, or a day has passed.',
  },
  phoneChange: {
    ask: 'Change your number?\n\nNow: {{from}}\nNew: {{to}}',
    shopMoves:
      'Your shop will move to the new number: you will sign in with it, and the codes will come to this chat. You will be signed out on all devices, earlier codes will stop working, and the old number will be free.',
    codesMove: 'Sign-in codes for the new number will come to this chat. The old number will be free.',
    leavesOther:
      'The new number is linked to another Telegram account now. After the change, codes will no longer go there.',
    done: 'Done, your shop is now on {{phone}}. You are signed out on all devices, and earlier codes no longer work.\n\nTo sign in, request a code for the new number on the sign-in page or send /code.',
    doneWithoutShop:
      'Done, {{phone}} is now linked to this chat. Earlier codes no longer work.\n\nTo sign in, request a code for the new number on the sign-in page or send /code.',
    kept: 'All right, {{phone}} stays linked to this chat.',
    gone: 'This question is no longer open. {{phone}} is linked to this chat.\n\nDid your number change? Press “Share my number” below.',
    hasShop:
      '{{phone}} already has a shop, so yours cannot move there: a number has one shop.\n\nNeed the shop of that number? Send /stop to unlink the old number, then share the new one again. Your present shop stays with the old number: you can sign in to it only while that number is yours.\n\nNeed your present shop on the new number? Write to support.',
    held: '{{phone}} is linked to another Telegram account. Unlink it there with /stop, then share it here again.\n\nThat account no longer exists? Write to support.',
  },
  phone: {
    typedUnlinked:
      'Anybody can type a number, so I won’t send a code to it. Press “Share my number” below: that is how I know the number is yours.',
    typedOther:
      'This is not the number that is linked to this chat, so I won’t send a code to it. Need a code for your own number? Send /code.\n\nDid your number change? Press “Share my number” below.',
  },
  unknown:
    'I only understand commands. Need a sign-in code? Press the button or send /code. Everything else: /help.',
  editedMessage: 'I don’t read edited messages. Send a new one. What I can do: /help.',
  help: 'I bring you one-time codes to sign in to your shop.\n\n/code — get a code\n/sessions — devices where you are signed in\n/shop — your shop\n/language — change the language\n/mute — stop or resume messages about new sign-ins\n/logout_all — sign out on all devices\n/stop — unlink your number from this chat\n\nDon’t tell a code to anyone. If you get a code that you didn’t ask for, press “It wasn’t me” under it.',
  language: {
    name: 'English',
    ask: 'Which language should I write in?',
    chosen: 'Done, I write in English now.',
    chosenForShop: 'Done, I write in English now. The language of your shop is English too.',
  },
  noShop:
    'You don’t have a shop yet: it opens when you sign in for the first time.\n\nPress “Get a code” and enter the code on the sign-in page.',
  sessions: {
    title: 'Devices where you are signed in:',
    item: '{{number}}. {{origin}}\nLast active: {{ago}}',
    shown: 'These are the latest {{shown}} of {{total}} devices.',
    hint: 'To sign out on a device, press it below.',
    none: 'You are not signed in on any device now.\n\nTo sign in, get a code with /code and enter it on the sign-in page.',
    ended: 'Done, signed out: {{device}}.',
    endedToast: 'Signed out',
    goneToast: 'Already signed out there',
    closed: 'This list is no longer valid.',
  },
  shop: {
    info: 'Your shop\n\nName: {{name}}\nPlan: {{plan}}\nLanguage: {{language}}\nCurrency: {{currency}}\nTime zone: {{timeZone}}',
    unnamed: 'no name yet',
    planFree: 'Free',
    planBasic: 'Basic',
    planPro: 'Pro',
    planUntil: '{{plan}}, until {{date}}',
    askName: 'What is your shop called? Send the name in your next message, up to 100 characters.',
    renamed: 'Done, the new name of your shop: {{name}}',
    nameKept: 'All right, the name stays the same.',
    nameTooLate:
      'The question about the name is closed: you can answer within ten minutes. To change the name, send /shop.',
    badName:
      'This name won’t do: it can have up to 100 characters, in one line and without invisible ones. Send another name.',
  },
  logoutAll: {
    ask: 'Sign out on all devices where you are signed in to your shop? Codes that have already come will stop working too.',
    kept: 'All right, you stay signed in on all devices.',
    done_one: 'Done, you are signed out on {{count}} device. Earlier codes no longer work.',
    done_other: 'Done, you are signed out on {{count}} devices. Earlier codes no longer work.',
    none: 'You are not signed in on any device now. Earlier codes no longer work.',
  },
  stop: {
    ask: 'Unlink your number from this chat? Codes will no longer come here, you will be signed out on all devices, and you won’t be able to sign in to your shop until you share your number again.',
    done: 'Your number is unlinked. To get codes again, press “Share my number”.',
    doneSignedOut:
      'Your number is unlinked, and you are signed out on all devices. To get codes again, press “Share my number”.',
    kept: 'All right, nothing has changed.',
    nothing: 'No number is linked to this chat. To link one, send /start.',
  },
  mute: {
    off: 'OK, no more messages about sign-ins from new browsers and addresses. I will still tell you what matters most: if your number moves to another account, if signing in with codes is blocked, or if a sign-in key is stolen.\n\nTo turn the messages on again, use the button below or /mute.',
    on: 'Done, I will tell you about sign-ins from new browsers and addresses again. To turn this off: /mute.',
  },
} as const satisfies TextsLike<typeof botRu, 'one' | 'other'>;
