/** Brings an answer into view and puts the focus there, so that keyboard and screen reader follow. Addresses name records only, never an answer. */
import type { Path } from '../../journey';
import { placeOf } from './arrange';

export function goToAnswer(path: Path): void {
  const place = document.getElementById(placeOf(path));
  for (let above = place?.parentElement; above; above = above.parentElement) {
    if (above instanceof HTMLDetailsElement) above.open = true;
  }
  place?.scrollIntoView({ block: 'start' });
  place?.focus({ preventScroll: true });
}
