import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CARDS } from '../../../static/src/ui/threats/cards';
import { threats as english } from '../../../static/src/ui/threats/english';
import { threats as urdu } from '../../../static/src/ui/threats/urdu';

const THREATS = readFileSync(fileURLToPath(new URL('../../../server/THREATS.md', import.meta.url)), 'utf8');

/** What stands in bold in a list of THREATS.md. */
const bold = (list: string): string[] => [...list.matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, sentence = '']) => sentence);

/** Title, what holds and what does not, of each adversary. */
const written = [...THREATS.matchAll(/^## \d+\. (.+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].map(([, title = '', text = '']) => {
  const [holds = '', fails = ''] = text.split('### What does not hold');
  return { title, holds: bold(holds), fails: bold(fails) };
});

describe('what the app says of dangers', () => {
  it('is word for word what THREATS.md promises, and what it does not', () => {
    const shown = CARDS.map(({ title, holds, fails }) => ({ title: english[title], holds: holds.map((key) => english[key]), fails: fails.map((key) => english[key]) }));
    expect(shown).toEqual(written);
    expect(written).toHaveLength(6);
  });

  it('is shown whole, and said in Urdu too', () => {
    const shown = CARDS.flatMap(({ title, holds, fails }) => [title, ...holds, ...fails]);
    expect(['title', 'way', 'intro', 'holds', 'fails', ...shown].toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [key, sentence] of Object.entries(urdu)) expect(/[\u0600-\u06ff]/.test(sentence), key).toBe(true);
  });
});
