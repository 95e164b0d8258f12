/** How much detail stays, ladder by ladder: chosen by the desk, or asked for by hand and previewed again. */
import type { ExportReport } from '../../journey/publishing';
import { language } from '../words';
import { Field } from '../parts/Field';
import type { ByHand } from './asking';
import { ladderName, levelName } from './ladders';
import { w } from './words';

interface LevelsProps {
  readonly report: ExportReport;
  readonly byHand: ByHand;
  readonly setLevel: (ladder: string, level: number | null) => void;
}

function Ladder({ name, report, byHand, setLevel }: LevelsProps & { readonly name: string }) {
  const chosen = report.levels[name];
  if (chosen === undefined) return null;
  const nameOf = (level: number) => levelName(name, level, level === chosen.level ? chosen.name : String(level), language.value, w('level_out'));
  const now = byHand[name];
  const auto = now === undefined ? w('level_auto', { name: nameOf(chosen.level) }) : w('level_auto_plain');
  const take = (text: string) => setLevel(name, text === '' ? null : Number(text));
  return (
    <Field label={ladderName(name, language.value)}>
      <select value={now === undefined ? '' : String(now)} onChange={(event) => take(event.currentTarget.value)}>
        <option value="">{auto}</option>
        {Array.from({ length: chosen.of + 1 }, (_, level) => (
          <option key={level} value={String(level)}>
            {w('level_step', { level, name: nameOf(level) })}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Levels(props: LevelsProps) {
  const names = Object.keys(props.report.levels).sort();
  if (names.length === 0) return null;
  return (
    <section class="stack">
      <h2>{w('levels')}</h2>
      <p class="soft">{props.report.allowed ? w('levels_note') : w('levels_refused')}</p>
      <div class="publish-levels">
        {names.map((name) => (
          <Ladder key={name} name={name} {...props} />
        ))}
      </div>
    </section>
  );
}
