import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft } from '../../../static/src/journey';
import { beginDraft, localDay } from '../../../static/src/ui/capture/begin';
import { openSession } from '../../../static/src/ui/capture/session';
import type { Session } from '../../../static/src/ui/capture/session';
import { datePartsOf, typedDate, typedDecimal, typedInteger, typedText } from '../../../static/src/ui/capture/typed';
import { CONSENTING, FORM, NOTHING, TODAY, random, recordOf } from './people';

const ID = '00112233445566778899aabbccddeeff';
const draft = (over: Partial<Draft> = {}): Draft => ({ id: ID, formId: FORM.id, formVersion: FORM.version, answers: NOTHING, at: '', changed: 1, ...over });

/** A store that keeps what it was given, and can be made to fail. */
class Store {
  readonly kept: Draft[] = [];
  full = false;
  readonly save = (one: Draft): Promise<void> => {
    if (this.full) return Promise.reject(new Error('device_full'));
    this.kept.push(one);
    return Promise.resolve();
  };
}

function open(store: Store, stored = false): Session {
  return openSession({ form: FORM, draft: draft(), stored, today: TODAY, save: store.save, now: () => 5, random });
}

describe('a draft saves itself', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a record that was only looked at leaves nothing on the phone', async () => {
    const store = new Store();
    const session = open(store);
    session.goTo('meta_a');
    await session.flush();
    expect(store.kept).toEqual([]);
    expect(session.saved.value.state).toBe('nothing');
  });

  test('four letters in a row are saved once, and "saved" is said only then', async () => {
    const store = new Store();
    const session = open(store);
    for (const text of ['گ', 'گو', 'گوا', 'گواہ']) session.set(['e_title'], text);
    expect(session.saved.value.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(399);
    expect(store.kept).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(store.kept.map((one) => one.answers.fields['e_title'])).toEqual(['گواہ']);
    expect(session.saved.value.state).toBe('saved');
  });

  test('leaving saves at once', async () => {
    const store = new Store();
    const session = open(store);
    session.set(['e_title'], 'x');
    await session.flush();
    expect(store.kept).toHaveLength(1);
  });

  test('a full phone is said, the answer is kept on the screen, and saving is tried again', async () => {
    const store = new Store();
    const session = open(store);
    store.full = true;
    session.set(['e_title'], '🕯');
    await session.flush();
    expect(session.saved.value.state).toBe('failed');
    store.full = false;
    await session.flush();
    expect(store.kept.at(-1)?.answers.fields['e_title']).toBe('🕯');
    expect(session.saved.value.state).toBe('saved');
  });

  test('after sealing nothing is written any more', async () => {
    const store = new Store();
    const session = open(store);
    await session.end(() => Promise.resolve('sealed'));
    session.set(['e_title'], 'x');
    await session.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.kept).toEqual([]);
  });

  test('what was typed last is saved before sealing begins, and nothing while it lasts', async () => {
    const store = new Store();
    const session = open(store);
    session.set(['e_title'], 'last');
    const sealing = session.end(async () => {
      expect(store.kept.map((one) => one.answers.fields['e_title'])).toEqual(['last']);
      session.set(['e_title'], 'too late');
      await session.flush();
      return 'sealed';
    });
    expect(await sealing).toBe('sealed');
    expect(store.kept).toHaveLength(1);
  });

  test('a save that waits behind another one does not come after sealing', async () => {
    const store = new Store();
    let letGo = (): void => undefined;
    const slow = new Promise<void>((resolve) => (letGo = resolve));
    const session = openSession({ form: FORM, draft: draft(), stored: false, today: TODAY, save: (one) => slow.then(() => store.save(one)), now: () => 5, random });
    session.set(['e_title'], 'one');
    const first = session.flush();
    session.set(['e_title'], 'two');
    const second = session.flush();
    const sealed = session.end(() => Promise.resolve('sealed'));
    session.set(['e_title'], 'three');
    void session.flush();
    letGo();
    await Promise.all([first, second, sealed]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.kept.at(-1)?.answers.fields['e_title']).not.toBe('one');
    const before = store.kept.length;
    session.set(['e_title'], 'four');
    await session.flush();
    expect(store.kept).toHaveLength(before);
  });

  test('if sealing is refused the draft is there and saved as before', async () => {
    const store = new Store();
    const session = open(store);
    await expect(session.end(() => Promise.reject(new Error('no_guardian')))).rejects.toThrow('no_guardian');
    session.set(['e_title'], 'still here');
    await session.flush();
    expect(store.kept.at(-1)?.answers.fields['e_title']).toBe('still here');
  });

  test('a victim who is added and removed leaves the rest as it was', () => {
    const session = open(new Store());
    const id = session.add('victim', null);
    expect(session.tree.value.find('v_no', null)).toHaveLength(1);
    session.remove(id);
    expect(session.tree.value.find('v_no', null)).toEqual([]);
  });
});

describe('beginning', () => {
  test('a stored draft is opened as it was left', () => {
    const left = draft({ answers: recordOf(CONSENTING), at: 'consent' });
    expect(beginDraft(FORM, [left], ID, TODAY, 9)).toEqual({ draft: left, stored: true });
  });

  test('a new record takes the two codes of the last draft, and not a word more', () => {
    const older = draft({ id: 'aa', answers: recordOf({ team_code: 'OLD1' }), changed: 1 });
    const newer = draft({ id: 'bb', answers: recordOf({ ...CONSENTING, s_name: 'زہرا' }), changed: 2 });
    const begun = beginDraft(FORM, [newer, older], ID, TODAY, 9);
    expect(begun?.stored).toBe(false);
    expect(begun?.draft.answers).toEqual({ fields: { record_date: TODAY, team_code: 'QA01', documenter_code: 'DOC7' }, members: {} });
  });

  test('a draft of another form is left alone', () => {
    expect(beginDraft(FORM, [draft({ formId: 'other' })], ID, TODAY, 9)).toBeNull();
  });

  test('today is the day where the phone is', () => {
    expect(localDay(new Date(2026, 10, 5, 0, 30))).toBe('2026-11-05');
  });
});

describe('what is typed', () => {
  test('Urdu, Arabic and Latin digits are the same number', () => {
    for (const text of ['26', '۲۶', '٢٦', ' 26 ']) expect(typedInteger(text)).toBe(26);
    expect(typedDecimal('۲٫۵')).toBe('2.5');
  });

  test('what is not a number is kept as it was typed, so that the check can name it', () => {
    expect(typedInteger('about 30')).toBe('about 30');
    expect(typedInteger('')).toBeNull();
  });

  test('a text is never touched, not even its blanks', () => {
    expect(typedText('  café 🕯\n')).toBe('  café 🕯\n');
  });

  test('a date in three parts, complete or not, survives a reload', () => {
    expect(typedDate({ year: '2011', month: '09', day: '۵' })).toBe('2011-09-05');
    const half = typedDate({ year: '2011', month: '', day: '' });
    expect(datePartsOf(half)).toEqual({ year: '2011', month: '', day: '' });
    expect(typedDate({ year: '', month: '', day: '' })).toBeNull();
  });
});
