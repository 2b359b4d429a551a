import type { botRu } from './bot-ru';
import type { TextsLike } from './texts-like';

export const botUz = {
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
  code: {
    linked: 'Tayyor, raqamingiz bog‘landi.',
    title: '<code>{{code}}</code> — kirish kodingiz',
    lifetime_one: 'Yana {{count}} daqiqa amal qiladi.',
    lifetime_other: 'Yana {{count}} daqiqa amal qiladi.',
    lifetimeShort: 'Bir daqiqadan kam amal qiladi.',
    asked: 'Uni shu chatda so‘radingiz. Kirish sahifasida kiriting.',
    origin: 'So‘ragan: {{origin}}.',
    eraseTitle: '<code>{{code}}</code> — do‘koningizni O‘CHIRADIGAN kod',
    eraseWarning:
      '⚠️ Bu kod do‘konni barcha ma’lumotlari bilan o‘chiradi, ularni qaytarib bo‘lmaydi. Do‘konni o‘chirmayotgan bo‘lsangiz, kodni kiritmang va hech kimga aytmang: «Bu men emasman» tugmasini bosing, keyin /logout_all yuboring.',
    chooseNumber: 'Kirish sahifasi ikki xonali son ko‘rsatsa, kod kerak emas: shu yerda o‘sha sonni bosing.',
    typeNumber:
      'Kirish sahifasi ikki xonali son ko‘rsatsa, kod kerak emas: bu xabarga o‘sha ikki raqam bilan javob bering.',
    warning: 'Bu kodni hech kimga, hatto «qo‘llab-quvvatlash xizmati»ga ham aytmang.',
  },
  origin: {
    device: '{{device}}, IP manzil {{ip}}',
    unknownBrowser: 'noma’lum brauzer',
    unknownSystem: 'noma’lum tizim',
  },
  edited: {
    used: '✅ Kirish bajarildi, kod endi yaroqsiz.\nKirgan: {{origin}}.\n\nBu siz emasmisiz? «Bu men emasman» tugmasini bossangiz, o‘sha qurilma tizimdan chiqariladi.',
    ended: '🚫 «Bu men emasman» deb belgiladingiz: o‘sha qurilma tizimdan chiqarildi.',
    erased: '🗑 Kod ishlatildi: do‘kon o‘chirildi, raqamingiz bu chatdan uzildi.',
    expired: 'Bu kodning muddati o‘tdi. Yangisini kirish sahifasida yoki /code buyrug‘i bilan so‘rang.',
    refused: '🚫 «Bu men emasman» deb belgiladingiz. Bu kod endi yaroqsiz.',
    replaced: 'Bu kod o‘rniga yangisi so‘raldi, bu kod endi yaroqsiz.',
    closed: 'Bu kod endi yaroqsiz. Kirish uchun kirish sahifasida yangisini so‘rang.',
    exhausted:
      'Bu kod endi yaroqsiz: noto‘g‘ri kod juda ko‘p marta kiritildi. U bilan hech kim kirmadi.\n\nYangisini kirish sahifasida yoki /code buyrug‘i bilan so‘rang.',
    erase_expired:
      'Bu kodning muddati o‘tdi, do‘kon o‘chirilmadi. O‘chirish uchun o‘sha joyda yangi kod so‘rang.',
    erase_exhausted:
      'Bu kod endi yaroqsiz: noto‘g‘ri kod juda ko‘p marta kiritildi. Do‘kon o‘chirilmadi.\n\nO‘chirish uchun o‘sha joyda yangi kod so‘rang.',
    wrong_number:
      '🚫 Son mos kelmadi, bu kirish bekor qilindi. Agar kirayotgan siz bo‘lsangiz, sahifada yangi kod so‘rang yoki /code yuboring.',
  },
  refused:
    'Rahmat, bu kod endi yaroqsiz. Bir sutka davomida kirish sahifasida so‘ralgan kodlarni yubormayman.\n\nKirish uchun kirish sahifasidagi havolani oching yoki /code yuboring.\n\nKimdir do‘koningizga kirib oldi deb o‘ylaysizmi? Barcha qurilmalardan chiqish uchun /logout_all yuboring.',
  refusedUsed:
    'Tayyor, o‘sha qurilma tizimdan chiqarildi.\n\nKimdir sizsiz kirgan, shuning uchun bir sutka davomida kirish sahifasida so‘ralgan kodlarni yubormayman. Kirish uchun kirish sahifasidagi havolani oching yoki /code yuboring.\n\nEhtiyot uchun barcha qurilmalardan chiqing: /logout_all.',
  refusedErase:
    'Rahmat, bu kod endi yaroqsiz, do‘kon o‘chirilmadi. Kodni so‘ragan qurilma tizimdan chiqarildi.\n\nEhtiyot uchun barcha qurilmalardan chiqing: /logout_all.',
  refusedEnded:
    'O‘sha qurilma allaqachon tizimdan chiqarilgan. Bir sutka davomida kirish sahifasida so‘ralgan kodlarni yubormayman.\n\nBarcha qurilmalardan chiqish: /logout_all.',
  refusedKey:
    'Tayyor, barcha qurilmalardan chiqdingiz.\n\nQurilmalaringizdagi brauzerni yangilang va o‘zingiz o‘rnatmagan kengaytmalarni o‘chiring. Keyin qayta kiring: kirish sahifasida kod so‘rang yoki /code yuboring.',
  refusedKeyOver:
    'U qurilmalar allaqachon tizimdan chiqarilgan.\n\nKeyin kirgan qurilmalaringizdan ham chiqish: /logout_all.',
  refusedRelink:
    'Tayyor, raqamingiz bilan kirilgan barcha qurilmalar tizimdan chiqarildi.\n\nRaqamni qaytarish uchun pastdagi «Raqamimni yuborish» tugmasini bosing: kodlar yana shu yerga keladi, boshqa akkaunt ularni olmaydi. Aloqa operatoringizga ham qo‘ng‘iroq qiling: kimdir SIM-kartangizni olgan bo‘lishi mumkin.\n\nBu raqam endi sizda yo‘qmi? Qo‘llab-quvvatlash xizmatiga yozing.',
  refusedRelinkOver:
    'Bu tugma bir sutka ichida, bir marta ishlaydi.\n\nRaqamni qaytarish uchun pastdagi «Raqamimni yuborish» tugmasini bosing. Bu raqam endi sizda yo‘qmi? Qo‘llab-quvvatlash xizmatiga yozing.',
  refusedRelinkBack:
    'Raqam yana shu chatga bog‘landi, boshqa akkaunt kod olmaydi.\n\nBarcha qurilmalardan chiqish: /logout_all.',
  refusedToast: 'Kod endi yaroqsiz',
  endedToast: 'O‘sha qurilma tizimdan chiqarildi',
  oldButtonToast: 'Bu tugma endi ishlamaydi. Nima qila olaman: /help',
  codeSentToast: 'Kod allaqachon yuborilgan, u shu chatda pastda turibdi',
  goneToast: 'Bu kod endi yaroqsiz',
  answeredToast: 'Bu savolga javob berilgan',
  link: {
    gone: 'Bu havola endi yaroqsiz. Kirish sahifasiga qaytib, yangi kod so‘rang yoki /code yuboring.',
    goneUnlinked:
      'Bu havola endi yaroqsiz. Kirish sahifasiga qaytib, yangi kod so‘rang. Kod shu yerga kelishi uchun pastdagi «Raqamimni yuborish» tugmasini bosing.',
    sent: 'Kod shu chatda, yuqorida turibdi. Kirish sahifasi ikki xonali son ko‘rsatsa, kod kerak emas: shu yerda o‘sha sonni bosing.\n\nSo‘ragan: {{origin}}.\nAgar kirayotgan siz bo‘lmasangiz, «Bu men emasman» tugmasini bosing.',
    otherPhone:
      'Kirish sahifasida shu chatga bog‘langan raqam emas, boshqa raqam ko‘rsatilgan. Sahifadagi raqamni tekshirib, kodni qayta so‘rang.\n\nRaqamingiz o‘zgardimi? Pastdagi «Raqamimni yuborish» tugmasini bosing.',
  },
  approve: {
    approved: '✅ Kirish tasdiqlandi. Sahifaga qayting: u ochilmoqda.',
    already: 'Bu kirish allaqachon tasdiqlangan.',
    wrong:
      '🚫 Son mos kelmadi, bu kirish bekor qilindi: hech kim kirmadi. Agar kirayotgan siz bo‘lsangiz, sahifada yangi kod so‘rang yoki /code yuboring.',
    gone: 'Tasdiqlaydigan narsa yo‘q: kirish tugagan yoki bekor qilingan. Agar kirayotgan siz bo‘lsangiz, sahifada yangi kod so‘rang yoki /code yuboring.',
    several:
      'Kodni bir nechta sahifa kutmoqda. Sizning sahifangizga kelgan kodli xabarga ikki raqam bilan javob bering.',
  },
  approveToast: {
    approved: 'Kirish tasdiqlandi. Sahifaga qayting',
    already: 'Kirish allaqachon tasdiqlangan',
    wrong: 'Son mos kelmadi, kirish bekor qilindi',
    gone: 'Bu kirish tugagan yoki bekor qilingan',
  },
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
  ask: {
    limited_one: 'Kodlar juda tez-tez so‘raldi. {{count}} soniyadan keyin qayta urinib ko‘ring.',
    limited_other: 'Kodlar juda tez-tez so‘raldi. {{count}} soniyadan keyin qayta urinib ko‘ring.',
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
  notification: {
    signed_in:
      '🔔 Do‘koningizga yangi brauzerdan yoki manzildan kirildi.\nKirgan: {{origin}}.\nVaqti: {{time}}.\n\nBu sizmisiz? Unda hech narsa qilish shart emas.\n\nSiz emasmisiz? «Bu men emasman» tugmasini bosing: o‘sha qurilma tizimdan chiqariladi. Kodni kimga aytgan bo‘lishingiz mumkinligini eslang. Barcha qurilmalardan chiqish: /logout_all.\n\nYangi kirishlar haqida xabar bermaslik: /mute.',
    token_reused:
      '⚠️ Qurilmalaringizdan biri tizimdan chiqarildi: uning kirish kaliti ikki marta ishlatildi, uni kimdir o‘g‘irlagan bo‘lishi mumkin.\n\nUnda qayta kirish uchun kirish sahifasida kod so‘rang.\n\nBrauzerni ko‘chirdingizmi yoki nusxadan tikladingizmi? Unda boshqa hech narsa qilish shart emas. Bunday bo‘lmasa, «Bu men emasman» tugmasini bosing: barcha qurilmalardan chiqasiz.',
    phone_locked:
      '⚠️ Raqamingiz uchun juda ko‘p marta noto‘g‘ri kod kiritildi. Kirish sahifasidagi kodlar bilan kirish hamma uchun yopildi, ko‘pi bilan bir sutkaga.\n\nSiz hozir ham kira olasiz: /code yuboring va o‘sha kodni kirish sahifasida raqamingiz bilan birga kiriting. Noto‘g‘ri kodlarni siz kiritmagan bo‘lsangiz, boshqa hech narsa qilish shart emas: hech kim kirmadi.',
    move_asked:
      '⚠️ Boshqa Telegram akkaunti raqamingizni o‘ziga ko‘chirishni so‘ramoqda. U akkauntning ID raqami: {{account}}.\n\nBu sizmisiz, masalan yangi akkauntdan? Solishtiring: bot u yerda ham shu ID raqamini ko‘rsatgan. Mos kelsa, «Ha, ko‘chirish» tugmasini bosing: kodlar o‘sha yerga keladi, barcha qurilmalardan chiqasiz.\n\nBu siz emasmisiz yoki ID boshqami? «Yo‘q, bu men emasman» tugmasini bosing: hech narsa o‘zgarmaydi. Bir sutka ichida javob berish mumkin.',
    relinked:
      'Raqamingiz boshqa Telegram akkauntiga bog‘landi, barcha qurilmalardan chiqdingiz. Kodlar endi bu yerga kelmaydi.\n\nBuni siz qilmadingizmi? «Bu men emasman» tugmasini bosing: raqamingiz bilan kimdir kirib ulgurgan bo‘lsa, o‘sha qurilma tizimdan chiqariladi. Aloqa operatoringizga ham qo‘ng‘iroq qiling: kimdir SIM-kartangizni olgan bo‘lishi mumkin.\n\nRaqamni qaytarish uchun /start yuboring va raqamingizni qayta yuboring.',
    shop_moved:
      'Qo‘llab-quvvatlash xizmati do‘koningizni boshqa raqamga ko‘chirdi. Barcha qurilmalardan chiqdingiz, kodlar endi bu yerga kelmaydi.\n\nYangi raqam shu Telegram akkauntidami? Pastdagi «Raqamimni yuborish» tugmasini bosing.\n\nBuni so‘ramaganmisiz? Qo‘llab-quvvatlash xizmatiga yozing.',
    shop_erased:
      'Qo‘llab-quvvatlash xizmati do‘koningizni va uning barcha ma’lumotlarini o‘chirdi. Barcha qurilmalardan chiqdingiz, raqamingiz bu chatdan uzildi.\n\nBuni so‘ramaganmisiz? Qo‘llab-quvvatlash xizmatiga yozing.',
  },
} as const satisfies TextsLike<typeof botRu, 'one' | 'other'>;
