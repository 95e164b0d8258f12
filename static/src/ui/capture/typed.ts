/** From what a person types to an answer. What cannot be read is kept as it was typed, so that nothing is lost; the form's check names it. */
import type { Answer } from '../../journey';

/** Urdu and Persian keyboards write ۲۶, Arabic ones ٢٦: both are digits, and mean 26. */
export function westernDigits(text: string): string {
  return text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0)).replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
}

export function typedText(text: string): Answer {
  return text === '' ? null : text;
}

export function typedInteger(text: string): Answer {
  const digits = westernDigits(text.trim());
  return /^-?\d{1,15}$/.test(digits) ? Number(digits) : typedText(text);
}

export function typedDecimal(text: string): Answer {
  const digits = westernDigits(text.trim()).replace('٫', '.');
  return typedText(/^-?\d{1,15}(\.\d{1,15})?$/.test(digits) ? digits : text);
}

export interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** Also of a date that is not complete yet: "2011-09-" has a year and a month. */
export function datePartsOf(answer: Answer): DateParts {
  const [year = '', month = '', day = ''] = typeof answer === 'string' ? answer.split('-') : [];
  return { year, month, day };
}

export function typedDate(parts: DateParts): Answer {
  const { year, month } = { year: westernDigits(parts.year.trim()), month: parts.month };
  const day = westernDigits(parts.day.trim());
  if (year === '' && month === '' && day === '') return null;
  return `${year}-${month}-${/^\d$/.test(day) ? `0${day}` : day}`;
}
