/** On the home screen, when something is due for the keys: one calm card, which stands in nobody's way. */
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Notice } from '../parts/Notice';
import { Way } from '../parts/Way';
import { w } from './words';

export function KeysReminder() {
  const care = useAnswer(() => engine.keysCare());
  const [first] = care.value?.due ?? [];
  if (first === undefined) return null;
  return (
    <Notice tone="calm" title={w('due_title')}>
      <p>{w(`due_${first}`)}</p>
      <Way to="#/keys" icon="lock" title={w('due_go')}>
        <small>{w('due_later')}</small>
      </Way>
    </Notice>
  );
}
