/** A desk that belongs to no team yet: it gets a passphrase of its own, and one tap invites it, lets it in and opens it. */
import { useSignal } from '@preact/signals';
import type { DeskStatus } from '../../journey';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { complaint, NOTHING_CHOSEN, passphraseOf, type Complaint } from '../door/passphrase';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Form } from '../parts/Form';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

export function JoinDesk({ done }: { readonly done: (status: DeskStatus) => void }) {
  const chosen = useSignal(NOTHING_CHOSEN);
  const wrong = useSignal<Complaint | null>(null);
  const join = useAction(async () => {
    wrong.value = complaint(chosen.value);
    if (wrong.value !== null) return;
    const passphrase = passphraseOf(chosen.value);
    const weak = chosen.value.own ? await engine.weakPassphrase(passphrase) : null;
    if (weak === null) done(await engine.joinDesk(passphrase));
    else wrong.value = `pass_${weak}`;
  });
  return (
    <section class="stack">
      <h2>{w('new_title')}</h2>
      <p>{w('new_note')}</p>
      <p>{w('new_reads')}</p>
      <p>{w('new_pass')}</p>
      <Form onSubmit={join.run}>
        <ChoosePassphrase chosen={chosen} complaint={wrong.value} />
        <RefusalNotice refusal={join.refusal} />
        {join.busy && <Progress done={0} total={0} label={w('joining')} />}
        <Button kind="primary" type="submit" wide busy={join.busy}>{w('join')}</Button>
      </Form>
    </section>
  );
}
