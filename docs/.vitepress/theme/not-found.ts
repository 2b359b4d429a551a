import { useRoute } from 'vitepress';
import { defineComponent, h } from 'vue';

const RUSSIAN = /^\/ru(?=\/)/;

const english = () => [h('h1', 'There is no such page'), h('p', h('a', { href: '/' }, 'To the start'))];

const russian = (path: string) => [
  h('h1', 'По-русски этой страницы нет'),
  h('p', h('a', { href: path.replace(RUSSIAN, '') }, 'Открыть по-английски')),
  h('p', h('a', { href: '/ru/' }, 'В начало')),
];

/** Pages for people who change the product exist only in English, and the language switch leads to their Russian address. */
export const NotFound = defineComponent(() => {
  const route = useRoute();
  return () =>
    h('div', { class: 'vp-doc not-found' }, RUSSIAN.test(route.path) ? russian(route.path) : english());
});
