import type { botCodesRu } from './bot-codes-ru';
import type { TextsLike } from './texts-like';

export const botCodesUz = {
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
  codeSentToast: 'Kod allaqachon yuborilgan, u shu chatda pastda turibdi',
  goneToast: 'Bu kod endi yaroqsiz',
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
  ask: {
    limited_one: 'Kodlar juda tez-tez so‘raldi. {{count}} soniyadan keyin qayta urinib ko‘ring.',
    limited_other: 'Kodlar juda tez-tez so‘raldi. {{count}} soniyadan keyin qayta urinib ko‘ring.',
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
} as const satisfies TextsLike<typeof botCodesRu, 'one' | 'other'>;
