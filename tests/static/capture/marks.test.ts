import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NOTHING, setAnswer, type Answers } from '../../../static/src/capture/answers';
import { readForm } from '../../../static/src/capture/form';
import { MARKS, markedTexts, marksField } from '../../../static/src/capture/marks';
import { Tree } from '../../../static/src/capture/tree';

const node = (n: string, cmp: 'identity' | 'testimony' | 'review', t: 'text' | 'integer' = 'text') => ({ n, t, cmp, cls: cmp === 'identity' ? 'direct' : 'sensitive' });
const FORM = readForm({
  id: 'f',
  version: '1',
  title: { en: 'f', ur: 'f' },
  lists: {},
  q: [node('name', 'identity'), node('phone', 'identity'), { ...node('hidden', 'identity'), rel: ['false'] }, node('account', 'testimony'), node('other', 'testimony'), node('age', 'testimony', 'integer')],
});
const tree = (fields: Answers['fields']): Tree => new Tree(FORM, Object.entries(fields).reduce((answers, [name, value]) => setAnswer(answers, [name], value), NOTHING), '2026-11-25');
const ACCOUNT = 'They asked for حسین. Call ۰۳۰۰ ۱۲۳ ۴۵۶۷.';

describe('before a testimony is sealed', () => {
  it('a name or number that is kept apart is found in its texts, across scripts', () => {
    const found = markedTexts(tree({ name: 'Hussain', phone: '+92 300 1234567', account: ACCOUNT, other: 'nothing', age: 7 }));
    expect(found.map(({ item, spans }) => [item.node.n, spans.map(({ start, end }) => Array.from(ACCOUNT).slice(start, end).join(''))])).toEqual([
      ['account', ['حسین', '۰۳۰۰ ۱۲۳ ۴۵۶۷']],
      ['other', []],
    ]);
  });

  it('every text is named by its hash, the clean ones too, and no name travels', () => {
    const field = marksField(tree({ name: 'Hussain', account: ACCOUNT, other: 'nothing' }));
    const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(field).toEqual({ path: [MARKS], value: [`${hashed(ACCOUNT)} 15-19`, hashed('nothing')], compartment: 'testimony' });
    expect(JSON.stringify(field)).not.toContain('ussain');
  });

  it('a name is found that was typed and will not be sealed', () => {
    expect(markedTexts(tree({ hidden: 'Hussain', account: ACCOUNT })).flatMap(({ spans }) => spans)).toHaveLength(1);
  });

  it('a single letter and a long account mark nothing', () => {
    expect(markedTexts(tree({ name: 'a', phone: 'they came at night and '.repeat(4), account: 'a they came at night' })).flatMap(({ spans }) => spans)).toEqual([]);
    expect(marksField(tree({ name: 'Hussain' }))).toBeNull();
  });
});
