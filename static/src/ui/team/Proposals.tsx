/** What waits for administrators: each change in plain words, who has signed, and the two answers. Nothing is signed without a tap. */
import type { Proposal } from '../../journey/governing';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { RefusalNotice } from '../parts/RefusalNotice';
import { day } from '../words';
import { actInWords, labels, w } from './governing_words';

function OneProposal({ proposal }: { readonly proposal: Proposal }) {
  const { id, acts, signed, refused, needed, state, mine, time } = proposal;
  const sign = useAction(async () => void (await engine.govern('signProposal', id)));
  const refuse = useAction(() => engine.govern('refuseProposal', id));
  const again = useAction(async () => void (await engine.govern('proposeAgain', id)));
  const busy = sign.busy || refuse.busy || again.busy;
  return (
    <li class="card stack">
      <small>{w('proposed_by', { who: labels(signed.slice(0, 1)), day: day(time) })}</small>
      {acts.flatMap(actInWords).map((sentence) => (
        <p key={sentence}>
          <strong>{sentence}</strong>
        </p>
      ))}
      <small>{w('signed', { n: signed.length, needed, who: labels(signed) })}</small>
      {refused.length > 0 && <small>{w('refused_by', { who: labels(refused) })}</small>}
      <RefusalNotice refusal={sign.refusal ?? refuse.refusal ?? again.refusal} />
      {state === 'overtaken' ? (
        <>
          <p>{w('overtaken')}</p>
          <Button kind="primary" wide busy={busy} onClick={again.run}>
            {w('propose_again')}
          </Button>
        </>
      ) : mine === 'signed' ? (
        <p>{w('you_signed')}</p>
      ) : (
        <Button kind="primary" wide busy={busy} onClick={sign.run}>
          {w('sign')}
        </Button>
      )}
      {mine !== 'refused' && (
        <Button kind="quiet" wide busy={busy} onClick={refuse.run}>
          {w('refuse')}
        </Button>
      )}
    </li>
  );
}

export function Proposals() {
  const proposals = useAnswer(() => engine.govern('proposals'));
  if (proposals.value === null || proposals.value.length === 0) return <RefusalNotice refusal={proposals.refusal} />;
  return (
    <section class="stack" aria-labelledby="proposals">
      <h2 id="proposals">{w('proposals')}</h2>
      <p>{w('proposals_note')}</p>
      <ul class="list">
        {proposals.value.map((proposal) => (
          <OneProposal key={proposal.id} proposal={proposal} />
        ))}
      </ul>
    </section>
  );
}
