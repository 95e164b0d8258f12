/**
 * The steps by which details are made coarser, in both languages. A test holds the desk's names equal to its own
 * (server/forms/ladders.json); a ladder or level that is not here is shown by the desk's own name.
 */
import { saidIn, type Language, type Text } from '../../capture/languages';

type Said = Pick<Text, 'en' | 'ur'>;
export interface Level extends Said {
  /** What the desk calls it. */
  readonly desk: string;
}
export interface Ladder {
  readonly name: Said;
  /** From "as recorded" to the last, which says nothing. */
  readonly levels: readonly Level[];
}

const NOTHING: Level = { en: '*', ur: '*', desk: '*' };
const said = (en: string, ur: string, desk = en): Level => ({ en, ur, desk });
const ladder = (name: Said, ...levels: readonly Level[]): Ladder => ({ name, levels: [...levels, NOTHING] });

export const LADDERS: Readonly<Record<string, Ladder>> = {
  date: ladder(said('Dates', 'تاریخیں'), said('day', 'دن'), said('week', 'ہفتہ'), said('month', 'مہینہ'), said('quarter', 'سہ ماہی'), said('year', 'سال'), said('period', 'کئی سال کا دور')),
  place: ladder(said('Places', 'مقامات'), said('place name', 'جگہ کا نام'), said('district', 'ضلع', 'admin2'), said('province', 'صوبہ', 'admin1'), said('country', 'ملک')),
  age: ladder(said('Age', 'عمر'), said('age', 'عمر'), said('five years', 'پانچ سال کا گروہ'), said('age group', 'عمر کا گروہ'), said('child or adult', 'بچہ یا بالغ')),
  count: ladder(said('Numbers of people', 'لوگوں کی تعداد'), said('number', 'عدد'), said('range', 'عدد کا درجہ', 'class')),
  team: ladder(said('Team', 'ٹیم'), said('team', 'ٹیم'), said('region', 'علاقہ')),
  drop: ladder(said('Left out always', 'ہمیشہ چھوڑ دیا جاتا ہے')),
  adultchild: ladder(said('Adult or child', 'بالغ یا بچہ'), said('adult or child', 'بالغ یا بچہ')),
  sex: ladder(said('Sex', 'جنس'), said('sex', 'جنس')),
  daypart: ladder(said('Time of day', 'دن کا وقت'), said('part of the day', 'دن کا حصہ'), said('day or night', 'دن یا رات')),
  loctype: ladder(said('Kind of place', 'جگہ کی قسم'), said('kind of place', 'جگہ کی قسم'), said('group of places', 'جگہوں کا گروہ')),
  lang: ladder(said('Language', 'زبان'), said('language', 'زبان'), said('family of languages', 'زبانوں کا خاندان')),
  relation: ladder(said('Relation to the victim', 'متاثرہ شخص سے رشتہ'), said('relation', 'رشتہ'), said('family or other', 'خاندان یا کوئی اور')),
  srcrole: ladder(said('Role of the speaker', 'بولنے والے کا کردار'), said('role', 'کردار'), said('side', 'کس جانب سے')),
  occupation: ladder(said('Work', 'پیشہ'), said('work', 'پیشہ'), said('exposed or not', 'خطرے والا پیشہ یا نہیں')),
  ethnic: ladder(said('Ethnic group', 'نسلی گروہ'), said('group', 'گروہ'), said('targeted minority or not', 'نشانہ بننے والی اقلیت یا نہیں')),
  religion: ladder(said('Religious community', 'مذہبی برادری'), said('community', 'برادری'), said('minority or not', 'اقلیت یا نہیں')),
  status: ladder(said('Status', 'حیثیت'), said('status', 'حیثیت'), said('civilian or not', 'شہری یا نہیں')),
  activity: ladder(said('What people were doing', 'لوگ کیا کر رہے تھے'), said('activity', 'کام'), said('group of activities', 'کاموں کا گروہ')),
  outcome: ladder(said('What became of people', 'لوگوں پر کیا گزری'), said('outcome', 'انجام'), said('fate', 'انجام کا گروہ')),
  perp: ladder(said('Who did it', 'کس نے کیا'), said('as named', 'جیسا نام لیا گیا'), said('kind of actor', 'کرنے والے کی قسم'), said('state or not', 'ریاست یا نہیں')),
  act: ladder(
    said('What was done', 'کیا کیا گیا'),
    said('act', 'عمل'),
    said('act (HURIDOCS level 3)', 'عمل (ہیوریڈاکس درجہ 3)'),
    said('group of acts (level 2)', 'اعمال کا گروہ (درجہ 2)'),
    said('right (level 1)', 'حق (درجہ 1)'),
  ),
  method: ladder(said('How it was done', 'کیسے کیا گیا'), said('method', 'طریقہ'), said('cause (SDG 16.1.2)', 'وجہ (ایس ڈی جی 16.1.2)')),
  court: ladder(said('Courts', 'عدالتیں'), said('court', 'عدالت'), said('kind of court', 'عدالت کی قسم')),
  impact: ladder(said('Effects', 'اثرات'), said('effect', 'اثر'), said('any or none', 'کوئی اثر یا نہیں')),
};

export function ladderName(name: string, tongue: Language): string {
  const known = LADDERS[name]?.name;
  return known === undefined ? name : saidIn(known, tongue);
}

/** `fallback`: the desk's name of the level that it chose, for a ladder that is not known here. */
export function levelName(ladderKey: string, level: number, fallback: string, tongue: Language, leftOut: string): string {
  const known = LADDERS[ladderKey]?.levels[level];
  const words = known === undefined ? fallback : saidIn(known, tongue);
  return words === NOTHING.en ? leftOut : words;
}
