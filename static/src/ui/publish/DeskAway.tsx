/** There is no desk at this address: why exports happen there, and how to start it. */
import { relayElsewhere } from '../engine';
import { Button } from '../parts/Button';
import { w } from './words';

export function DeskAway({ lookAgain }: { readonly lookAgain: () => void }) {
  return (
    <section class="stack">
      <h2>{w('absent_title')}</h2>
      <p>{w('absent_why')}</p>
      <h3>{w('absent_how')}</h3>
      <ol class="publish-steps">
        <li>
          {w('absent_1')}
          <code class="code publish-command">gawahi desk --relay {relayElsewhere() || location.origin}</code>
        </li>
        <li>{w('absent_2')}</li>
        <li>{w('absent_3')}</li>
      </ol>
      <p class="soft">{w('absent_phone')}</p>
      <Button kind="quiet" icon="refresh" onClick={lookAgain}>{w('look_again')}</Button>
    </section>
  );
}
