const sections = () => [...document.querySelectorAll<HTMLElement>('main > section')];

/** Shows one section of the page. The focus moves to its heading, for screen readers and keyboards. */
export function showSection(section: HTMLElement): void {
  for (const other of sections()) other.hidden = other !== section;
  section.querySelector('h1')?.focus();
}
