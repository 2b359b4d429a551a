export { text, type TextKey } from './text';
