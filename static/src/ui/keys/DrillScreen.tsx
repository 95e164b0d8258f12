/** The drill: tries a backup on what lies on this device, and says how much it opens. */
import { useSignal } from '@preact/signals';
import type { Drill } from '../../journey/keys';
import { engine } from '../engine';
import { focusFirstWrong } from '../door/entry';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { NOTHING_HELD, Source, sourceOf } from './Source';
import { w } from './words';

function Outcome({ own, opened, tried, shares, leadsBack }: Drill) {
  if (!own) return <Notice tone="danger" title={w('drill_other')} />;
  const isWhole = opened === tried;
  return (
    <Notice tone={isWhole ? 'good' : 'warn'} title={w('drill_own')}>
      <p>{tried === 0 ? w('drill_none') : w('drill_opens', { n: opened, of: tried })}</p>
      {shares > 0 && <p>{w('drill_shares', { n: shares })}</p>}
      {!isWhole && <p>{w('drill_less')}</p>}
      <p>{w(leadsBack ? 'drill_leads' : 'drill_leads_not')}</p>
    </Notice>
  );
}

export function DrillScreen() {
  const held = useSignal(NOTHING_HELD);
  const missing = useSignal(false);
  const outcome = useSignal<Drill | null>(null);
  const run = useAction(async () => {
    outcome.value = null;
    const source = await sourceOf(held.value);
    missing.value = source === null;
    if (source === null) focusFirstWrong();
    else outcome.value = await engine.drill(source);
  });
  return (
    <Screen title={w('drill_title')} back="#/keys">
      <p>{w('drill_note')}</p>
      <Form onSubmit={run.run}>
        <Source held={held} missing={missing.value} />
        <RefusalNotice refusal={run.refusal} />
        {run.busy && <Progress done={0} total={0} label={w('drill_working')} />}
        <div role="status">{outcome.value && <Outcome {...outcome.value} />}</div>
        <Button kind="primary" type="submit" wide busy={run.busy}>
          {w('drill_do')}
        </Button>
      </Form>
    </Screen>
  );
}
