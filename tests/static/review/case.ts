/**
 * The Mastung case as a folded testimony, for tests and pictures. Facts and figures only: one source says 26 killed, another says 29.
 */
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';
import type { Author, CurrentValue, HistoryEntry, MemberView, Path, PathView, Testimony, Value } from '../../../static/src/journey';

export function author(label: string, digit: string, removed = false): Author {
  return { deviceId: digit.repeat(32), label, roles: ['coordinator'], removed };
}
export const amina = author('Amina', 'a');
export const bilal = author('بلال', 'b');
export const gul = author('Gul', 'c', true);

export const RECORD = '0a'.repeat(16);
export const member = (position: number): string => position.toString(16).padStart(8, '0') + '5c'.repeat(12);
export const EVENING = Date.UTC(2026, 10, 20, 15, 12);

export function value(id: string, x: Value, by: readonly Author[], time = EVENING, why: string | null = null): CurrentValue {
  return { valueId: id.padEnd(64, '0'), x, authors: by, time, why };
}
export function settled(path: Path, ...values: readonly CurrentValue[]): PathView {
  return { path, state: 'settled', values, parallel: false };
}
export function differing(path: Path, ...values: readonly CurrentValue[]): PathView {
  return { path, state: 'conflict', values, parallel: false };
}
export function there(collection: string, id: string, state: MemberView['state'] = 'there'): MemberView {
  return { collection, member: id, state };
}

const said = (path: Path, x: Value): PathView => settled(path, value('01', x, [amina]));
const accountByAmina = 'ہم بس میں تھے۔ انہوں نے شناختی کارڈ دیکھے، پھر سب کو اتارا۔ میں نے گنا: چھبیس۔ 🕯️';
const accountByBilal = 'ہم بس میں تھے۔ گاڑی رکی، پھر فائرنگ ہوئی۔ جو گاڑی مدد کو آئی، اس پر بھی۔ کل انتیس۔';

const fields: readonly PathView[] = [
  said(['record_kind'], 'testimony'),
  said(['team_code'], 'QA01'),
  said(['record_date'], '2026-11-20'),
  said(['c_internal'], 'yes'),
  said(['c_statistics'], 'yes'),
  said(['c_un'], 'ask_first'),
  said(['e_title'], 'Pilgrims taken off a bus, Mastung'),
  said(['e_type'], 'one_sided'),
  said(['e_date_start'], '2011-09-20'),
  said(['e_admin1'], 'PK_BA'),
  { ...said(['e_admin2'], 'PK_BA_MAS'), parallel: true },
  { ...settled(['e_place'], value('02', 'مستونگ کے قریب سڑک پر', [bilal])), parallel: true },
  said(['e_targeting'], ['identified', 'not_in_the_list']),
  differing(['narrative'], value('01', accountByAmina, [amina]), value('03', accountByBilal, [bilal], EVENING + 3_600_000)),
  settled(['r_status'], value('04', 'in_review', [bilal])),
  settled(['e_loctype'], value('01', 'bus', [amina]), value('05', 'bus', [gul])),
  said(['z_new_question'], 'قافلہ'),
];

const members: readonly PathView[] = [
  said(['victim', member(1), 'v_no'], 'V1'),
  said(['victim', member(1), 'v_unit'], 'group'),
  differing(['victim', member(1), 'v_count_best'], value('01', 26, [amina]), value('03', 29, [bilal], EVENING + 3_600_000)),
  said(['victim', member(1), 'v_outcome'], 'killed'),
  settled(['victim', member(2)], value('06', false, [gul])),
  settled(['victim', member(2), 'v_count_best'], value('03', 3, [bilal])),
  settled(['victim', member(2), 'v_activity'], value('03', ['rescue'], [bilal])),
  settled(['perp', member(1)], value('06', false, [gul])),
  said(['act', member(1), 'a_type'], 'killing_selected'),
  said(['act', member(1), 'a_all_victims'], 'no'),
  said(['act_victim', member(1).replaceAll('5c', '6d'), 'av_ref'], 'V1'),
  said(['act_victim', member(1).replaceAll('5c', '6d'), 'of'], member(1)),
];

const step = (path: Path, x: Value, replaced: HistoryEntry['ops'][number]['replaced'] = [], why: string | null = null) => ({ path, x, why, replaced });

export const mastung: Testimony = {
  record: RECORD,
  pseudonym: 'QA-7F3K',
  form: [DEFAULT_FORM.id, DEFAULT_FORM.version],
  paths: [...fields, ...members],
  members: [
    there('victim', member(1)),
    there('victim', member(2), 'removed_but_edited'),
    there('perp', member(1), 'removed'),
    there('act', member(1)),
    there('act_victim', member(1).replaceAll('5c', '6d')),
  ],
  waiting: 1,
  hasIdentity: true,
  withdrawn: false,
  history: [
    {
      changeId: '01'.padEnd(64, '0'),
      author: amina,
      time: EVENING,
      ops: [
        step(['e_title'], 'Pilgrims taken off a bus, Mastung'),
        step(['narrative'], accountByAmina),
        step(['victim', member(1), 'v_count_best'], 26),
        step(['perp', member(1), 'p_type'], 'armed_group'),
        step(['r_status'], 'new'),
      ],
    },
    {
      changeId: '03'.padEnd(64, '0'),
      author: bilal,
      time: EVENING + 3_600_000,
      ops: [step(['narrative'], accountByBilal), step(['victim', member(1), 'v_count_best'], 29), step(['r_status'], 'in_review', [{ x: 'new', author: amina }], 'Two accounts arrived')],
    },
    { changeId: '06'.padEnd(64, '0'), author: gul, time: EVENING + 7_200_000, ops: [step(['perp', member(1)], false, [{ x: 'armed_group', author: amina }])] },
  ],
};
