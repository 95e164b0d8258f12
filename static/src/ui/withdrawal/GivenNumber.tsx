/** After sealing: the number that the witness takes away. It is in the memory of this screen only. */
import { Notice } from '../parts/Notice';
import { w } from './words';
import './withdrawal.css';

/** In threes of four, as people say numbers. Left to right in every language. */
const grouped = (number: string): string => number.replace(/(\d{4})(?=\d)/g, '$1 ');

export function GivenNumber({ number }: { readonly number: string | null }) {
  if (number === null) return <Notice tone="warn">{w('given_none')}</Notice>;
  return (
    <section class="card stack" aria-labelledby="given-number">
      <h2 id="given-number">{w('given')}</h2>
      <p class="given-number" dir="ltr">
        {grouped(number)}
      </p>
      <p>{w('given_note')}</p>
      <p>
        <strong>{w('given_once')}</strong>
      </p>
    </section>
  );
}
