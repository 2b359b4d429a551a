import { optional } from '../ui/optional.ts';
import styles from './otp-login.css?inline';

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements of the page. @returns undefined in Safari before 16.4 and Firefox before 101 */
function sharedSheet(): CSSStyleSheet | undefined {
  return (sheet ??= optional(() => {
    const made = new CSSStyleSheet();
    made.replaceSync(styles);
    return made;
  }));
}

/** @returns whether the root uses the shared sheet now */
const adopt = (root: ShadowRoot): boolean => {
  const made = 'adoptedStyleSheets' in root ? sharedSheet() : undefined;
  if (made !== undefined) root.adoptedStyleSheets = [made];
  return made !== undefined;
};

/**
 * Styles the shadow root. A style element would need 'unsafe-inline' in the content security policy of the page, and so does
 * Lit's own fallback. A constructed sheet needs nothing. Browsers without one load the same sheet from the API, for which the
 * policy has to list the API's origin in `style-src`; without that the element works, but is plain. The element is hidden until
 * the sheet has arrived.
 */
export function adoptStyles(root: ShadowRoot, element: HTMLElement, origin: string): void {
  if (adopt(root)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = `${origin}/login.css`;
  const show = () => void element.style.removeProperty('visibility');
  link.addEventListener('load', show);
  link.addEventListener('error', show);
  element.style.setProperty('visibility', 'hidden');
  root.append(link);
}
