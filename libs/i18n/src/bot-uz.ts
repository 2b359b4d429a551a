import { botCodesUz } from './bot-codes-uz';
import type { botRu } from './bot-ru';
import type { TextsLike } from './texts-like';

export const botUz = {
  ...botCodesUz,
  profile: {
    description:
      'Do‘kon kabinetiga kirish kodlarini yetkazaman: parol kerak emas.\n\nPastdagi tugmani bosing va raqamingizni bir marta yuboring. Shundan keyin kodlar shu yerga keladi.',
    shortDescription: 'Do‘kon kabinetiga kirish kodlari. Parol kerak emas.',
  },
  menu: {
    code: 'Kirish kodini olish',
    sessions: 'Kirgan qurilmalarim',
    shop: 'Mening do‘konim',
    language: 'Tilni o‘zgartirish',
    mute: 'Yangi kirish xabarlari: o‘chirish yoki yoqish',
    logoutAll: 'Barcha qurilmalardan chiqish',
    stop: 'Raqamni bu chatdan uzish',
    help: 'Nimalar qila olaman',
  },
  button: {
    share: '📱 Raqamimni yuborish',
    getCode: 'Kod olish',
    copyCode: 'Kodni nusxalash',
    notMe: 'Bu men emasman',
    stopYes: 'Ha, uzish',
    stopNo: 'Yo‘q, qoldirish',
    logoutYes: 'Ha, hammasidan chiqish',
    logoutNo: 'Yo‘q, chiqmaslik',
    logoutAll: 'Hammasidan chiqish',
    changeName: 'Nomini o‘zgartirish',
    changeLanguage: 'Tilni o‘zgartirish',
    keepName: 'O‘zgartirmaslik',
    moveYes: 'Ha, ko‘chirish',
    moveNo: 'Yo‘q, bu men emasman',
    unmute: 'Xabarlarni yoqish',
    phoneYes: 'Ha, almashtirish',
    phoneNo: 'Yo‘q, eskisi qolsin',
  },
  greeting:
    'Assalomu alaykum! Men do‘koningizga kirish kodlarini yetkazaman.\n\nRaqam sizniki ekanini bilishim uchun pastdagi «Raqamimni yuborish» tugmasini bosing. Bu faqat bir marta kerak.',
  greetingAgain:
    'Qaytganingizdan xursandman! Raqamingiz shu chatga bog‘langan, kirish kodlari shu yerga keladi.\n\nKod hozir kerakmi? Tugmani bosing.',
  linked:
    'Tayyor, raqamingiz bog‘landi. Endi kirish kodlari shu chatga keladi.\n\nKirish uchun kirish sahifasida kod so‘rang yoki /code yuboring.',
  moved:
    'Tayyor, raqamingiz shu chatga bog‘landi. Avval u boshqa Telegram akkauntiga bog‘langan edi: kodlar endi u yerga bormaydi, barcha qurilmalardan chiqdingiz.\n\nKirish sahifasida yangi kod so‘rang.',
  shareToGet:
    'Kirish sahifasi kod kutmoqda.\nSo‘ragan: {{origin}}.\n\nKod olish uchun pastdagi «Raqamimni yuborish» tugmasini bosing. Kodni siz so‘ramagan bo‘lsangiz, hech narsani bosmang.',
  shareFirst: 'Avval raqamingizni yuboring: pastdagi tugmani bosing. Raqam sizniki ekanini shunday bilaman.',
  oldButtonToast: 'Bu tugma endi ishlamaydi. Nima qila olaman: /help',
  answeredToast: 'Bu savolga javob berilgan',
  contact: {
    notYours:
      'Bu boshqa odamning kontakti. Menga o‘z raqamingiz kerak: pastdagi «Raqamimni yuborish» tugmasini bosing, u aynan shuni yuboradi.',
    forwarded:
      'Uzatilgan yoki boshqa bot orqali kelgan kontakt to‘g‘ri kelmaydi: begona raqamni ham shunday yuborish mumkin. Pastdagi «Raqamimni yuborish» tugmasini bosing.',
    notOnTelegram:
      'Bu kontaktda Telegram akkaunti yo‘q, shuning uchun raqam kimniki ekani ko‘rinmaydi. Pastdagi «Raqamimni yuborish» tugmasini bosing.',
    unreadable:
      'Bu kontaktdagi raqamni o‘qib bo‘lmadi. Pastdagi «Raqamimni yuborish» tugmasini bosing: u akkauntingizning raqamini yuboradi.',
    held: 'Bu raqam boshqa Telegram akkauntiga bog‘langan. O‘sha akkauntda ko‘chirish tasdiqlansa, raqam shu yerga ko‘chadi: u yerda ID raqami {{account}} bo‘lgan akkaunt haqida so‘raladi, bu — sizniki.\n\nU yerda tasdiqlaydigan odam bo‘lmasa, qo‘llab-quvvatlash xizmatiga yozing: raqamni operator ko‘chiradi.',
  },
  move: {
    done: 'Tayyor, raqam ko‘chirildi. Kodlar endi bu yerga kelmaydi, barcha qurilmalardan chiqdingiz.',
    kept: 'Yaxshi, raqam shu chatga bog‘langanicha qoladi.',
    gone: 'Bu savol endi kuchda emas: unga javob berilgan yoki bir sutka o‘tgan.',
  },
  phoneChange: {
    ask: 'Raqamni almashtiraymi?\n\nHozir: {{from}}\nYangisi: {{to}}',
    shopMoves:
      'Do‘koningiz yangi raqamga ko‘chadi: endi shu raqam bilan kirasiz, kodlar shu chatga keladi. Barcha qurilmalardan chiqasiz, avvalgi kodlar yaroqsiz bo‘ladi, eski raqam bo‘shaydi.',
    codesMove: 'Yangi raqam bilan kirish kodlari shu chatga keladi. Eski raqam bo‘shaydi.',
    leavesOther:
      'Yangi raqam hozir boshqa Telegram akkauntiga bog‘langan. Almashtirilgandan keyin kodlar u yerga bormaydi.',
    done: 'Tayyor, do‘koningiz endi {{phone}} raqamida. Barcha qurilmalardan chiqdingiz, avvalgi kodlar endi yaroqsiz.\n\nKirish uchun kirish sahifasida yangi raqamga kod so‘rang yoki /code yuboring.',
    doneWithoutShop:
      'Tayyor, endi bu chatga {{phone}} raqami bog‘landi. Avvalgi kodlar endi yaroqsiz.\n\nKirish uchun kirish sahifasida yangi raqamga kod so‘rang yoki /code yuboring.',
    kept: 'Yaxshi, bu chatga avvalgidek {{phone}} raqami bog‘langan.',
    gone: 'Bu savol endi kuchda emas. Bu chatga {{phone}} raqami bog‘langan.\n\nRaqamingiz o‘zgardimi? Pastdagi «Raqamimni yuborish» tugmasini bosing.',
    hasShop:
      '{{phone}} raqamining o‘z do‘koni bor, shuning uchun do‘koningizni unga ko‘chirib bo‘lmaydi: bitta raqamda faqat bitta do‘kon bo‘ladi.\n\nO‘sha raqamning do‘koni kerakmi? Eski raqamni uzish uchun /stop yuboring, keyin yangisini qayta yuboring. Hozirgi do‘koningiz eski raqamda qoladi: unga faqat o‘sha raqam sizda bo‘lsa kira olasiz.\n\nHozirgi do‘koningiz yangi raqamda kerakmi? Qo‘llab-quvvatlash xizmatiga yozing.',
    held: '{{phone}} raqami boshqa Telegram akkauntiga bog‘langan. Uni o‘sha yerda /stop buyrug‘i bilan uzing, keyin shu yerda qayta yuboring.\n\nU akkaunt endi yo‘qmi? Qo‘llab-quvvatlash xizmatiga yozing.',
  },
  phone: {
    typedUnlinked:
      'Raqamni istalgan odam yozishi mumkin, shuning uchun unga kod yubormayman. Pastdagi «Raqamimni yuborish» tugmasini bosing: raqam sizniki ekanini shunday bilaman.',
    typedOther:
      'Bu shu chatga bog‘langan raqam emas, shuning uchun unga kod yubormayman. O‘z raqamingiz uchun kod kerakmi? /code yuboring.\n\nRaqamingiz o‘zgardimi? Pastdagi «Raqamimni yuborish» tugmasini bosing.',
  },
  unknown:
    'Men faqat buyruqlarni tushunaman. Kirish kodi kerakmi? Tugmani bosing yoki /code yuboring. Qolgani: /help.',
  editedMessage: 'Tuzatilgan xabarlarni o‘qimayman. Yangisini yuboring. Nima qila olaman: /help.',
  help: 'Men do‘koningizga kirish uchun bir martalik kodlarni yetkazaman.\n\n/code — kod olish\n/sessions — kirgan qurilmalaringiz\n/shop — do‘koningiz\n/language — tilni o‘zgartirish\n/mute — yangi kirishlar haqida yozmaslik yoki yana yozish\n/logout_all — barcha qurilmalardan chiqish\n/stop — raqamni bu chatdan uzish\n\nKodni hech kimga aytmang. O‘zingiz so‘ramagan kod kelsa, uning ostidagi «Bu men emasman» tugmasini bosing.',
  language: {
    name: 'O‘zbekcha',
    ask: 'Sizga qaysi tilda yozay?',
    chosen: 'Tayyor, endi o‘zbekcha yozaman.',
    chosenForShop: 'Tayyor, endi o‘zbekcha yozaman. Do‘konning tili ham — o‘zbek tili.',
  },
  noShop:
    'Do‘koningiz hozircha yo‘q: u birinchi marta kirganingizda ochiladi.\n\n«Kod olish» tugmasini bosing va kodni kirish sahifasida kiriting.',
  sessions: {
    title: 'Kirgan qurilmalaringiz:',
    item: '{{number}}. {{origin}}\nOxirgi faollik: {{ago}}',
    shown: 'Bu — oxirgi {{shown}} ta qurilma, jami: {{total}}.',
    hint: 'Biridan chiqish uchun uni pastda bosing.',
    none: 'Hozir birorta qurilmada kirmagansiz.\n\nKirish uchun /code buyrug‘i bilan kod oling va uni kirish sahifasida kiriting.',
    ended: 'Tayyor, qurilmadan chiqdingiz: {{device}}.',
    endedToast: 'Qurilmadan chiqdingiz',
    goneToast: 'U qurilmadan avval chiqqansiz',
    closed: 'Bu ro‘yxat endi yaroqsiz.',
  },
  shop: {
    info: 'Do‘koningiz\n\nNomi: {{name}}\nTarifi: {{plan}}\nTili: {{language}}\nValyutasi: {{currency}}\nVaqt mintaqasi: {{timeZone}}',
    unnamed: 'hozircha yo‘q',
    planFree: 'bepul',
    planBasic: 'asosiy',
    planPro: 'professional',
    planUntil: '{{plan}}, {{date}}gacha',
    askName: 'Do‘koningiz nomi nima? Nomini keyingi xabarda yozing, 100 belgigacha.',
    renamed: 'Tayyor, do‘konning yangi nomi: {{name}}',
    nameKept: 'Yaxshi, nomi o‘zgarmadi.',
    nameTooLate:
      'Nom haqidagi savol yopildi: unga o‘n daqiqa ichida javob berish mumkin. Nomini o‘zgartirish uchun /shop yuboring.',
    badName:
      'Bunday nom bo‘lmaydi: u 100 belgigacha, bir qatorda va ko‘rinmas belgilarsiz bo‘lishi kerak. Boshqasini yozing.',
  },
  logoutAll: {
    ask: 'Do‘konga kirgan barcha qurilmalardan chiqasizmi? Kelib bo‘lgan kodlar ham yaroqsiz bo‘ladi.',
    kept: 'Yaxshi, birorta qurilmadan chiqmadingiz.',
    done_one: 'Tayyor, {{count}} ta qurilmadan chiqdingiz. Avvalgi kodlar endi yaroqsiz.',
    done_other: 'Tayyor, {{count}} ta qurilmadan chiqdingiz. Avvalgi kodlar endi yaroqsiz.',
    none: 'Hozir birorta qurilmada kirmagansiz. Avvalgi kodlar endi yaroqsiz.',
  },
  stop: {
    ask: 'Raqamingizni bu chatdan uzaymi? Kodlar bu yerga kelmaydi, barcha qurilmalardan chiqasiz, raqamingizni qayta yubormaguningizcha do‘konga kira olmaysiz.',
    done: 'Raqam uzildi. Kodlarni yana olish uchun «Raqamimni yuborish» tugmasini bosing.',
    doneSignedOut:
      'Raqam uzildi, barcha qurilmalardan chiqdingiz. Kodlarni yana olish uchun «Raqamimni yuborish» tugmasini bosing.',
    kept: 'Yaxshi, hech narsa o‘zgarmadi.',
    nothing: 'Bu chatga raqam bog‘lanmagan. Bog‘lash uchun /start yuboring.',
  },
  mute: {
    off: 'Yaxshi, yangi brauzer va manzillardan kirish haqida endi xabar bermayman. Eng muhimini baribir yozaman: raqam boshqa akkauntga bog‘lansa, kod bilan kirish yopilsa yoki kirish kaliti o‘g‘irlansa.\n\nQayta yoqish: pastdagi tugma yoki /mute.',
    on: 'Tayyor, yangi brauzer va manzillardan kirish haqida yana xabar beraman. O‘chirish: /mute.',
  },
} as const satisfies TextsLike<typeof botRu, 'one' | 'other'>;
