/** A date as it is given: in one of three calendars, each part known or not. Fetched later; until then DateInput.tsx has Gregorian fields in its place. */
import { signal, useSignal } from '@preact/signals';
import { GIVEN } from '../../capture/answers';
import { CALENDARS, edgeOf, type Calendar } from '../../capture/calendars';
import type { Asked } from '../capture/Question';
import { w as capture } from '../capture/words';
import { Check } from '../parts/Check';
import { day, language } from '../words';
import { figures, monthsOf } from './spoken';
import { edgeAskedBy, givenBy, keptOf, turned, typedOf, UNKNOWN, type TypedDate } from './typed';
import { w } from './words';

/** What was chosen last, for the next question; nothing of it is stored. */
const chosen = signal<Calendar | null>(null);
const preferred = (): Calendar => chosen.value ?? (language.value === 'fa-AF' || language.value === 'ps' ? 'solar' : 'gregorian');

const DAYS = Array.from({ length: 31 }, (_, at) => String(at + 1).padStart(2, '0'));

/** The day in the calendar that everybody has, or the days between which it lies. */
function Means({ typed }: { readonly typed: TypedDate }) {
  const given = givenBy(typed);
  if (given === null) return null;
  if (given.year === null) return <small>{w('means_nothing')}</small>;
  const [first, last] = [edgeOf(given, 'first'), edgeOf(given, 'last')];
  if (first === null || last === null || (given.calendar === 'gregorian' && first === last)) return null;
  const said = (iso: string): string => day(Date.parse(iso));
  return <small>{first === last ? w('means', { day: said(first) }) : w('means_between', { first: said(first), last: said(last) })}</small>;
}

interface PartProps {
  readonly label: string;
  readonly value: string;
  readonly offers: readonly (readonly [value: string, text: string])[];
  readonly take: (value: string) => void;
  readonly more: { readonly id?: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined };
}

function Part({ label, value, offers, take, more }: PartProps) {
  return (
    <label>
      <small>{label}</small>
      <select {...more} value={value} onChange={(event) => take(event.currentTarget.value)}>
        <option value="">{capture('choose')}</option>
        <option value={UNKNOWN}>{w('unknown')}</option>
        {offers.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function CalendarInput({ session, item, inputId, describedBy, wrong }: Asked) {
  const typed = useSignal(typedOf(session.tree.value, item, preferred()));
  const take = (changed: Partial<TypedDate>): void => {
    typed.value = { ...typed.value, ...changed };
    const { answer, given } = keptOf(typed.value, edgeAskedBy(item.node));
    session.set(item.path, answer);
    session.set([...item.path.slice(0, -1), GIVEN + item.node.n], given);
  };
  const turn = (calendar: Calendar): void => {
    chosen.value = calendar;
    typed.value = turned(typed.value, calendar);
  };
  const more = { 'aria-invalid': wrong, 'aria-describedby': describedBy };
  const { calendar, year, month, noYear } = typed.value;
  return (
    <div class="stack-close">
      <label class="capture-calendar">
        <small>{w('calendar')}</small>
        <select value={calendar} onChange={(event) => turn(CALENDARS.find((one) => one === event.currentTarget.value) ?? 'gregorian')}>
          {CALENDARS.map((one) => (
            <option key={one} value={one}>
              {w(one)}
            </option>
          ))}
        </select>
      </label>
      <div class="capture-date">
        <Part label={capture('day')} value={typed.value.day} offers={DAYS.map((one) => [one, figures(Number(one))])} take={(value) => take({ day: value })} more={{ ...more, id: inputId }} />
        <Part label={capture('month')} value={month} offers={monthsOf(calendar).map((name, at) => [String(at + 1).padStart(2, '0'), name])} take={(value) => take({ month: value })} more={more} />
        <label>
          <small>{capture('year')}</small>
          <input {...more} type="text" inputMode="numeric" maxLength={4} disabled={noYear} value={figures(year)} onInput={(event) => take({ year: event.currentTarget.value })} />
        </label>
      </div>
      <Check checked={noYear} label={w('year_unknown')} onChange={(unknown) => take({ noYear: unknown, year: '' })} />
      <Means typed={typed.value} />
    </div>
  );
}
