/** The list of what was handed over, newest first: each leads to what this phone still knows of it. */
import type { Handed } from '../../journey/own';
import { overview } from '../state';
import { moment } from '../words';
import { w } from './words';
import './own.css';

/** A phone that has sent thousands lists the newest; the counts beside each state are always of all. */
const SHOWN = 50;

export function HandedEntries({ handed }: { readonly handed: readonly Handed[] }) {
  const place = overview.value?.me.roles.includes('coordinator') ? 'testimony' : 'own';
  const newest = [...handed].sort((one, other) => other.sealedAt - one.sealedAt);
  return (
    <>
      <ul class="handed">
        {newest.slice(0, SHOWN).map(({ record, pseudonym, sealedAt }) => (
          <li key={record}>
            <a href={`#/${place}/${record}`}>
              <bdi class="code">{pseudonym}</bdi>
              <small>{moment(sealedAt)}</small>
            </a>
          </li>
        ))}
      </ul>
      {newest.length > SHOWN && <small>{w('handed_more', { n: newest.length - SHOWN })}</small>}
    </>
  );
}
