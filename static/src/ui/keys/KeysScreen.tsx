/** The keys: what is due, how well the passphrase is known, which backups there are, and what to do when this device is gone. */
import type { KeysCare } from '../../journey/keys';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { Way } from '../parts/Way';
import { day } from '../words';
import { DrillScreen } from './DrillScreen';
import { BackupFile } from './File';
import { Paper } from './Paper';
import { Rehearse } from './Rehearse';
import { RollKeys } from './RollKeys';
import { SecurityKey } from './SecurityKey';
import { w } from './words';
import './keys.css';

function Backups({ fileDay, paperDay, drillDay }: KeysCare) {
  const made = (on: number | null): string => (on === null ? w('never') : w('made', { day: day(on) }));
  return (
    <section class="stack" aria-labelledby="backups">
      <h2 id="backups">{w('backups')}</h2>
      <div class="list">
        <Way to="#/keys/paper" icon="draft" title={w('paper_way')}>
          <small>{made(paperDay)}</small>
        </Way>
        <Way to="#/keys/file" icon="share" title={w('file_way')}>
          <small>{made(fileDay)}</small>
        </Way>
        <Way to="#/keys/drill" icon="try" title={w('drill_way')}>
          <small>{drillDay === null ? w('never_proven') : w('proven', { day: day(drillDay) })}</small>
        </Way>
        <Way to="#/keys/roll" icon="refresh" title={w('roll_way')}>
          <small>{w('roll_way_note')}</small>
        </Way>
      </div>
    </section>
  );
}

function Lost({ matters }: KeysCare) {
  return (
    <section class="stack" aria-labelledby="lost">
      <h2 id="lost">{w('lost_title')}</h2>
      {matters && <p>{w('lost_broken')}</p>}
      <p>{w('lost_taken')}</p>
    </section>
  );
}

function All({ care }: { readonly care: KeysCare }) {
  return (
    <>
      {care.due.map((what) => (
        <Notice key={what} tone="warn">
          <p>{w(`due_${what}`)}</p>
        </Notice>
      ))}
      <section class="stack" aria-labelledby="memory">
        <h2 id="memory">{w('memory')}</h2>
        <Way to="#/keys/rehearse" icon="lock" title={w('memory_way')}>
          <small>{care.rehearsed === 3 ? w('memory_done') : w('memory_n', { done: care.rehearsed })}</small>
        </Way>
        <Way to="#/keys/second" icon="link" title={w('key_way')}>
          <small>{w(care.hasSecondFactor ? 'key_way_on' : 'key_way_off')}</small>
        </Way>
      </section>
      {care.matters ? (
        <Backups {...care} />
      ) : (
        <Notice tone="calm" title={w('documenter_title')}>
          <p>{w('documenter_note')}</p>
        </Notice>
      )}
      <Lost {...care} />
    </>
  );
}

function Hub() {
  const care = useAnswer(() => engine.keysCare());
  return (
    <Screen title={w('title')} back="#/settings">
      <RefusalNotice refusal={care.refusal} />
      {care.value ? <All care={care.value} /> : <Waiting />}
    </Screen>
  );
}

/** `part`: what of it the address names; empty for all. */
export function KeysScreen({ part }: { readonly part: string }) {
  if (part === 'paper') return <Paper />;
  if (part === 'file') return <BackupFile />;
  if (part === 'second') return <SecurityKey />;
  if (part === 'roll') return <RollKeys />;
  if (part === 'drill') return <DrillScreen />;
  return part === 'rehearse' ? <Rehearse /> : <Hub />;
}
