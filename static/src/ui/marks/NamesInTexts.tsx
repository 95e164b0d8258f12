/** Before sealing: in which texts something stands that was kept apart as a name, a number or a place. Says where, never what. */
import { labelOf } from '../../capture/choices';
import { markedTexts } from '../../capture/marks';
import type { Item } from '../../capture/tree';
import type { Session } from '../capture/session';
import { Notice } from '../parts/Notice';
import { language } from '../words';
import { w } from './words';

export function NamesInTexts({ session, goTo }: { readonly session: Session; readonly goTo: (item: Item) => void }) {
  const tree = session.tree.value;
  const found = markedTexts(tree).filter(({ spans }) => spans.length > 0);
  if (found.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="names-in-texts">
      <Notice tone="warn">
        <p class="notice-title" id="names-in-texts">
          {w('found', { n: found.length })}
        </p>
        <p>{w('what')}</p>
      </Notice>
      <ul class="list">
        {found.map(({ item, spans }) => (
          <li key={item.path.join('/')}>
            <button type="button" class="tile capture-part" onClick={() => goTo(item)}>
              <span class="item-words">
                <span class="item-title" dir="auto">
                  {labelOf(tree, item, item.node.l, language.value)}
                </span>
                <small>{w('places', { n: spans.length })}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
