/** Text exactly as it is typed, and numbers. Nothing is corrected, completed or remembered by the browser (quiet.ts). */
import { useSignal } from '@preact/signals';
import type { Answer } from '../../journey';
import type { Asked } from './Question';
import { typedDecimal, typedInteger, typedText } from './typed';

const READ: Readonly<Record<string, (text: string) => Answer>> = { integer: typedInteger, decimal: typedDecimal };

export function TextInput({ session, item, inputId, describedBy, wrong }: Asked) {
  const { t: kind, a: look } = item.node;
  const typed = useSignal(item.answer === null ? '' : String(item.answer));
  const read = READ[kind] ?? typedText;
  const take = (text: string): void => {
    typed.value = text;
    session.set(item.path, read(text));
  };
  const common = {
    id: inputId,
    value: typed.value,
    'aria-invalid': wrong,
    'aria-describedby': describedBy,
  } as const;
  if (kind === 'text' && look?.includes('multiline')) return <textarea {...common} dir="auto" rows={7} onInput={(event) => take(event.currentTarget.value)} />;
  const number = kind === 'integer' ? ({ inputMode: 'numeric' } as const) : kind === 'decimal' ? ({ inputMode: 'decimal' } as const) : {};
  return <input {...common} {...number} type="text" dir={kind === 'geopoint' ? 'ltr' : 'auto'} onInput={(event) => take(event.currentTarget.value)} />;
}
