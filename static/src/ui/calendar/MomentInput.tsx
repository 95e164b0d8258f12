/** A date and a time of day: fetched later, because no question of the app's own form needs it before. */
import { DateFields } from '../capture/DateInput';
import type { Asked } from '../capture/Question';
import { w } from '../capture/words';

/** As YYYY-MM-DDThh:mm. */
export function MomentInput(asked: Asked) {
  const { session, item, wrong } = asked;
  const [date = '', time = ''] = typeof item.answer === 'string' ? item.answer.split('T') : [];
  const give = (day: string, hour: string): void => session.set(item.path, day === '' && hour === '' ? null : `${day}T${hour}`);
  return (
    <div class="stack-close">
      <DateFields {...asked} answer={date} give={(day) => give(day ?? '', time)} />
      <label class="capture-time">
        <small>{w('time')}</small>
        <input type="time" aria-invalid={wrong} value={time} onInput={(event) => give(date, event.currentTarget.value)} />
      </label>
    </div>
  );
}
