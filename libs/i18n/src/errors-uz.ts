import type { errorsRu } from './errors-ru';
import type { TextsLike } from './texts-like';

export const errorsUz = {
  body_invalid: {
    title: 'So‘rov noto‘g‘ri tuzilgan',
    detail: 'So‘rov maydonlarini tekshiring: xatolar errors ichida sanab o‘tilgan.',
    notCode: 'Kod oltita raqamdan iborat.',
    required: 'Bu maydon majburiy.',
    notOfType: 'Bu yerda {{type}} (JSON) turidagi qiymat kerak.',
    notOneOf: 'Mumkin bo‘lgan qiymatlar: {{values}}.',
    tooLong: '{{most}} belgidan oshmasin.',
    tooBig: '{{most}} dan oshmasin.',
    tooSmall: 'Kamida {{least}} bo‘lsin.',
    unknownField: 'Bu yerda bunday maydonlar yo‘q: {{names}}.',
    notUsable: 'Bunday qiymat bu yerda yaramaydi.',
    notName: 'Nomda ko‘rinmas boshqaruv belgilari va qator uzilishlari bo‘lmasligi kerak.',
    notCurrency: 'Valyuta — ISO 4217 bo‘yicha uch harf, masalan KZT.',
    notTimeZone: 'Vaqt mintaqasi — IANA bazasidagi nom, masalan Asia/Almaty.',
    notThisScope:
      'Cookie orqali faqat shu kirish tugatiladi: scope — this. Boshqasi uchun kirish tokeni kerak.',
    notJson: 'So‘rov tanasi JSON obyekti bo‘lishi kerak, Content-Type: application/json sarlavhasi bilan.',
  },
  phone_invalid: {
    title: 'Bu telefon raqami emas',
    detail:
      'Raqamni mamlakat kodi bilan to‘liq kiriting, masalan +998 90 123 45 67. Ortiqcha yoki tushib qolgan raqam yo‘qligini tekshiring.',
  },
  code_wrong: {
    title: 'Kod noto‘g‘ri',
    detail: 'Kod mos kelmadi. Bot xabariga qarab, kodni qayta kiriting.',
    detailLeft_one: 'Kod mos kelmadi. {{count}} ta urinish qoldi.',
    detailLeft_other: 'Kod mos kelmadi. {{count}} ta urinish qoldi.',
  },
  token_invalid: {
    title: 'Tizimga kirish kerak',
    detail: 'Kirish tokeni yo‘q, muddati o‘tgan yoki bekor qilingan. Uni yangilang yoki qaytadan kiring.',
  },
  session_invalid: {
    title: 'Seans tugagan',
    detail: 'Seans muddati tugagan yoki u yakunlangan. Qaytadan kiring.',
  },
  origin_forbidden: {
    title: 'So‘rov boshqa saytdan keldi',
    detail: 'Bu saytdan cookie orqali kirishga ruxsat yo‘q.',
  },
  plan_required: {
    title: 'Boshqa tarif kerak',
    detail: 'Bu imkoniyat faqat yuqoriroq tarifda bor.',
  },
  session_not_found: {
    title: 'Seans topilmadi',
    detail: 'Bunday seans yo‘q yoki u allaqachon yakunlangan.',
  },
  route_not_found: {
    title: 'Bunday manzil yo‘q',
    detail: 'So‘rov manzili va usulini tekshiring. API tavsifi /openapi.json ichida.',
  },
  challenge_gone: {
    title: 'Kod endi yaroqsiz',
    detail: 'Kodning muddati o‘tgan yoki u ishlatilgan. Yangisini so‘rang.',
  },
  body_too_large: {
    title: 'So‘rov juda katta',
    detail: 'So‘rov tanasi 16 KiB dan oshmasligi kerak.',
  },
  attempts_exhausted: {
    title: 'Urinishlar tugadi',
    detail: 'Juda ko‘p noto‘g‘ri kod kiritildi. Yangisini so‘rang.',
  },
  too_many_requests: {
    title: 'So‘rovlar juda ko‘p',
    detail: 'Biroz kutib, qayta urinib ko‘ring.',
  },
  phone_locked: {
    title: 'Kod orqali kirish to‘xtatilgan',
    detail:
      'Bu raqam uchun juda ko‘p noto‘g‘ri kod kiritildi. Botning o‘zidan /code buyrug‘i bilan kod so‘rang yoki kuting.',
  },
  internal: {
    title: 'Bizning tomonda xato yuz berdi',
    detail: 'Qayta urinib ko‘ring. Yordam bermasa, bizga yozing va requestId ni ayting.',
  },
  unavailable: {
    title: 'Xizmat vaqtincha ishlamayapti',
    detail: 'Bir necha soniyadan keyin qayta urinib ko‘ring.',
  },
} as const satisfies TextsLike<typeof errorsRu, 'one' | 'other'>;
