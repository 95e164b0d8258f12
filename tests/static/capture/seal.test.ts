import { describe, expect, test } from 'vitest';
import type { Answers as JourneyAnswers, SealField as JourneySealField } from '../../../static/src/journey';
import type { Answers } from '../../../static/src/capture/answers';
import { check, closedGate } from '../../../static/src/capture/check';
import { newAnswers } from '../../../static/src/capture/edit';
import { countSealed, sealFields } from '../../../static/src/capture/seal';
import type { SealField } from '../../../static/src/capture/seal';
import { CONSENTING, FORM, MASTUNG, TODAY, addTo, put, recordOf, treeOf } from './people';

const problems = (answers: Answers): readonly string[] => check(treeOf(answers)).map((problem) => `${problem.item.node.n}: ${problem.kind}${problem.blocks ? ' (blocks)' : ''}`);
const said = (fields: readonly SealField[], name: string): unknown => fields.find((field) => field.path.at(-1) === name)?.value;

test('the shapes are those that the engine takes', () => {
  const answers: JourneyAnswers = recordOf(CONSENTING) satisfies Answers;
  const back: Answers = answers;
  const fields: readonly JourneySealField[] = sealFields(FORM, back, TODAY);
  expect(fields.length).toBeGreaterThan(10);
});

describe('the four records of Mastung', () => {
  test.each(Object.entries(MASTUNG))('%s passes every check of the form', (_, record) => {
    expect(problems(recordOf(record))).toEqual([]);
  });

  test('every value of every record is sealed, and nothing that was not said', () => {
    for (const record of Object.values(MASTUNG)) {
      const flat = Object.values(record).flatMap((value) => (Array.isArray(value) && value.some((one) => typeof one === 'object') ? value.flatMap((one) => Object.values(one)) : [value]));
      const sealed = sealFields(FORM, recordOf(record), TODAY).filter((field) => !/^[vpk]_no$/.test(field.path.at(-1) ?? ''));
      const wanted = flat.filter((value) => !(Array.isArray(value) && value.length === 0));
      expect(sealed.map((field) => JSON.stringify(field.value)).sort()).toEqual(wanted.map((value) => JSON.stringify(value)).sort());
    }
  });

  test('only the documenter’s code goes to the guardians', () => {
    const fields = sealFields(FORM, recordOf(MASTUNG['R1_mastung_killing'] ?? {}), TODAY);
    expect(fields.filter((field) => field.compartment === 'identity').map((field) => field.path)).toEqual([['documenter_code']]);
    expect(said(fields, 'v_no')).toBe('V1');
  });
});

describe('what is sealed, and for whom', () => {
  const words = 'میں نے دیکھا۔ café 🕯  two  spaces\n';

  test('the account is sealed byte for byte, the name apart from it', () => {
    const fields = sealFields(FORM, recordOf({ ...CONSENTING, s_name: 'زہرا', narrative: words }), TODAY);
    expect(fields.find((field) => field.path[0] === 'narrative')).toEqual({ path: ['narrative'], value: words, compartment: 'testimony' });
    expect(fields.find((field) => field.path[0] === 's_name')).toEqual({ path: ['s_name'], value: 'زہرا', compartment: 'identity' });
  });

  test('what is no longer asked for is never sealed, whatever was typed before', () => {
    const answers = recordOf({ ...CONSENTING, s_phone: '0300 1234567', c_recontact: 'no' });
    expect(JSON.stringify(sealFields(FORM, answers, TODAY))).not.toContain('0300');
  });

  test('a victim’s name and number lie under the same member, each in its compartment', () => {
    const victim = addTo(recordOf(CONSENTING), 'victim');
    const answers = put(put(victim.answers, ['victim', victim.id, 'v_unit'], 'person'), ['victim', victim.id, 'v_name'], 'علی');
    const fields = sealFields(FORM, answers, TODAY).filter((field) => field.path[1] === victim.id);
    expect(fields.map((field) => [field.path[2], field.compartment])).toEqual([['v_no', 'testimony'], ['v_unit', 'testimony'], ['v_name', 'identity']]);
  });

  test('whom an act was done to names the act', () => {
    const act = addTo(addTo(recordOf(CONSENTING), 'victim').answers, 'act');
    const below = addTo(put(act.answers, ['act', act.id, 'a_all_victims'], 'no'), 'act_victim', act.id);
    const fields = sealFields(FORM, put(below.answers, ['act_victim', below.id, 'av_ref'], 'V1'), TODAY).filter((field) => field.path[0] === 'act_victim');
    expect(fields.map((field) => [field.path.at(-1), field.value])).toEqual([['of', act.id], ['av_ref', 'V1']]);
  });

  test('media, review and answers left empty are not sealed', () => {
    const answers = put(put(recordOf(CONSENTING), ['r_note'], 'mine'), ['doc_notes'], '');
    const media = addTo(answers, 'media');
    const fields = sealFields(FORM, put(media.answers, ['media', media.id, 'm_caption'], 'x'), TODAY);
    expect(fields.filter((field) => ['r_note', 'doc_notes', 'media'].includes(field.path[0] ?? ''))).toEqual([]);
  });

  test('the last screen counts what the person answered, for each who may read it', () => {
    const counts = countSealed(treeOf(recordOf({ ...CONSENTING, s_name: 'زہرا' })));
    expect(counts).toEqual({ testimony: 18, identity: 2 });
  });
});

describe('the gates', () => {
  test.each([
    ['the place is not private', { place_private: 'no' }, 'proceed'],
    ['the documenter says later', { proceed: 'later' }, 'proceed'],
    ['a child’s guardian has not agreed', { source_is_child: 'child', guardian_present: 'no' }, 'proceed'],
    ['the person does not want it kept', { c_internal: 'no' }, 'c_internal'],
  ])('%s: it stops, and nothing can be sealed', (_, answers, gate) => {
    const record = recordOf({ ...CONSENTING, ...answers, narrative: 'told before the stop' });
    expect(closedGate(treeOf(record))).toMatchObject({ kind: 'stop', item: { node: { n: gate } } });
    expect(() => sealFields(FORM, record, TODAY)).toThrow(/stop/);
  });

  test('going on in an unsafe place says that it is unsafe, and not only "stop"', () => {
    const gate = closedGate(treeOf(recordOf({ ...CONSENTING, place_private: 'no' })));
    expect(gate?.message?.en).toMatch(/not safe/);
  });

  test('a consent that was not asked for closes the gate too', () => {
    const record = recordOf({ ...CONSENTING, c_internal: null });
    expect(closedGate(treeOf(record))).toMatchObject({ kind: 'required', blocks: true });
    expect(() => sealFields(FORM, record, TODAY)).toThrow(/c_internal/);
  });

  test('what is missing after the gate is named and does not keep the testimony on the phone', () => {
    const found = problems(recordOf(CONSENTING));
    expect(found).toContain('e_title: required');
    expect(found.filter((problem) => problem.endsWith('(blocks)'))).toEqual([]);
  });
});

describe('answers that cannot be right', () => {
  test.each([
    [{ team_code: 'qa1' }, 'team_code: constraint (blocks)'],
    [{ record_date: '2026-11-23' }, 'record_date: constraint (blocks)'],
    [{ e_date_start: '2011-02-30' }, 'e_date_start: type (blocks)'],
    [{ e_date_start: '2011--' }, 'e_date_start: type (blocks)'],
    [{ e_country: 'AF', e_admin1: 'PK_BA' }, 'e_admin1: choice (blocks)'],
    [{ e_type: 'unheard_of' }, 'e_type: choice (blocks)'],
    [{ e_gps: 'near the bridge' }, 'e_gps: type (blocks)'],
    [{ e_date_prec: 'year', e_date_start: '2011-12-31', e_date_end: '2011-01-01' }, 'e_date_end: constraint (blocks)'],
    [{ claim: [{ n_best: 3, n_low: 5 }] }, 'n_best: constraint (blocks)'],
    [{ claim: [{ n_best: 'about thirty' }] }, 'n_best: type (blocks)'],
  ])('%j', (answers, problem) => {
    expect(problems(recordOf({ ...CONSENTING, ...answers }))).toContain(problem);
  });

  test('a highest figure alone needs no lowest one', () => {
    expect(problems(recordOf({ ...CONSENTING, perp: [{ p_count_high: 4 }] }))).not.toContain('p_count_high: constraint (blocks)');
  });
});

test('a new record knows today and nothing else', () => {
  expect(newAnswers(FORM, TODAY)).toEqual({ fields: { record_date: TODAY }, members: {} });
});
