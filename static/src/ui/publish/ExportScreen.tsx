/**
 * Publishing: the desk on this computer makes an anonymised export, or refuses to. This page asks and shows; no testimony travels from it to
 * the desk, and no file passes through it.
 */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DeskStatus } from '../../journey';
import { engine } from '../engine';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { useAnswer } from '../parts/action';
import { AskExport } from './AskExport';
import { DeskAway } from './DeskAway';
import { JoinDesk } from './JoinDesk';
import { UnlockDesk } from './UnlockDesk';
import { w } from './words';
import './publish.css';

/** While the desk joins, it tells nobody; so it is asked again. */
const ASK_AGAIN_MS = 2_000;

function Joining({ lookAgain }: { readonly lookAgain: () => void }) {
  useEffect(() => {
    const timer = setInterval(lookAgain, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <p>{w('joining')}</p>
      <Progress done={0} total={0} label={w('joining_progress')} />
    </>
  );
}

interface DeskProps {
  readonly status: DeskStatus;
  readonly show: (status: DeskStatus) => void;
  readonly lookAgain: () => void;
}

function Desk({ status, show, lookAgain }: DeskProps) {
  if (!status.present) return <DeskAway lookAgain={lookAgain} />;
  if (status.state === 'new') return <JoinDesk done={show} />;
  if (status.state === 'locked') return <UnlockDesk done={show} />;
  if (status.state === 'joining') return <Joining lookAgain={lookAgain} />;
  return <AskExport status={status} />;
}

export function ExportScreen() {
  const asked = useSignal(0);
  const told = useSignal<DeskStatus | null>(null);
  const { value, refusal } = useAnswer(() => engine.desk(), String(asked.value));
  const status = value ?? told.value;
  const lookAgain = () => {
    told.value = status;
    asked.value += 1;
  };
  const show = (fresh: DeskStatus) => {
    told.value = fresh;
    asked.value += 1;
  };
  return (
    <Screen title={w('title')} back="#/">
      <Notice tone="calm">
        <p>{w('promise')}</p>
      </Notice>
      <RefusalNotice refusal={refusal} />
      {status ? <Desk status={status} show={show} lookAgain={lookAgain} /> : refusal === null && <Progress done={0} total={0} label={w('reading')} />}
    </Screen>
  );
}
