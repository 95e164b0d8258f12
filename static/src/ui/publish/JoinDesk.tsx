/** A desk that belongs to no team yet: it gets a passphrase of its own, and one tap invites it, lets it in and opens it. */
import type { DeskStatus } from '../../journey';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { usePassphrase } from '../door/entry';
import { passphraseOf } from '../door/passphrase';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Form } from '../parts/Form';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

export function JoinDesk({ done }: { readonly done: (status: DeskStatus) => void }) {
  const entry = usePassphrase();
  const join = useAction(async () => {
    if (await entry.check()) done(await engine.joinDesk(passphraseOf(entry.chosen.value)));
  });
  return (
    <section class="stack">
      <h2>{w('new_title')}</h2>
      <p>{w('new_note')}</p>
      <p>{w('new_reads')}</p>
      <p>{w('new_pass')}</p>
      <Form onSubmit={join.run}>
        <ChoosePassphrase chosen={entry.chosen} complaint={entry.complaint.value} />
        <RefusalNotice refusal={join.refusal} />
        {join.busy && <Progress done={0} total={0} label={w('joining')} />}
        <Button kind="primary" type="submit" wide busy={join.busy}>{w('join')}</Button>
      </Form>
    </section>
  );
}
