/** A date in three parts, the month in words: it reads the same in both directions and needs no calendar of the browser. In other calendars when they are here. */
import { useSignal } from '@preact/signals';
import { Later } from '../Later';
import { monthName } from '../words';
import type { Asked } from './Question';
import { datePartsOf, typedDate } from './typed';
import type { DateParts } from './typed';
import { w } from './words';

const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1);

export function DateInput(asked: Asked) {
  const { session, item } = asked;
  const answer = typeof item.answer === 'string' ? item.answer : null;
  const plain = <DateFields {...asked} answer={answer} give={(date) => session.set(item.path, date)} />;
  return <Later meanwhile={plain} show={({ CalendarInput }) => <CalendarInput {...asked} />} />;
}

interface Fields extends Asked {
  readonly answer: string | null;
  readonly give: (date: string | null) => void;
}

export function DateFields({ inputId, describedBy, wrong, answer, give }: Fields) {
  const parts = useSignal<DateParts>(datePartsOf(answer));
  const take = (changed: Partial<DateParts>): void => {
    parts.value = { ...parts.value, ...changed };
    const date = typedDate(parts.value);
    give(typeof date === 'string' ? date : null);
  };
  const common = { 'aria-invalid': wrong, 'aria-describedby': describedBy } as const;
  return (
    <div class="capture-date">
      <label>
        <small>{w('day')}</small>
        <input {...common} id={inputId} type="text" inputMode="numeric" maxLength={2} value={parts.value.day} onInput={(event) => take({ day: event.currentTarget.value })} />
      </label>
      <label>
        <small>{w('month')}</small>
        <select {...common} value={parts.value.month} onChange={(event) => take({ month: event.currentTarget.value })}>
          <option value="">{w('choose')}</option>
          {MONTHS.map((month) => (
            <option key={month} value={String(month).padStart(2, '0')}>
              {monthName(month)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <small>{w('year')}</small>
        <input {...common} type="text" inputMode="numeric" maxLength={4} value={parts.value.year} onInput={(event) => take({ year: event.currentTarget.value })} />
      </label>
    </div>
  );
}
