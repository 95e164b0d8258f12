/** A witness takes consent back through whoever of the team they meet, with a number and without a name. */
import { describe, expect, test } from 'vitest';
import { crew } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';
import type { Phone } from '../fakes/phone';

const OTHER = '000000000777';

/** Recorded by this phone, as a screen does it; gives the record and the number that the witness took away. */
async function testify(phone: Phone): Promise<{ readonly record: string; readonly number: string }> {
  const { number, field } = await phone.engine.withdrawalNumber();
  const draft = await phone.draft();
  const said = [{ path: ['e_title'], value: 'The bus', compartment: 'testimony' } as const, field];
  const { record } = await phone.engine.seal(draft.id, [draft.formId, draft.formVersion], said);
  await phone.engine.sync();
  return { record, number };
}

describe('a number', () => {
  test('ends the testimony that it was given for, through any phone, and no other', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    const [first, second] = [await testify(amina), await testify(amina)];
    await bilal.engine.sync();
    expect((await bilal.engine.queue()).map(({ withdrawn }) => withdrawn)).toEqual([false, false]);
    await amina.engine.withdraw(` ${first.number.slice(0, 4)}-${first.number.slice(4)} `);
    await amina.engine.sync();
    await bilal.engine.sync();
    expect((await bilal.engine.testimony(first.record)).withdrawn).toBe(true);
    expect((await bilal.engine.testimony(second.record)).withdrawn).toBe(false);
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 2, unmatched: 0 });
    expect(await bilal.engine.queue()).toHaveLength(2);
    await bilal.reopen();
    expect((await bilal.engine.testimony(first.record)).withdrawn).toBe(true);
  });

  test('can be taken down before its testimony came, and by a coordinator', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    const { number, field } = await amina.engine.withdrawalNumber();
    await bilal.engine.withdraw(number);
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 0, unmatched: 1 });
    const draft = await amina.draft();
    const { record } = await amina.engine.seal(draft.id, [draft.formId, draft.formVersion], [field]);
    await amina.engine.sync();
    await bilal.engine.sync();
    expect((await bilal.engine.testimony(record)).withdrawn).toBe(true);
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 1, unmatched: 0 });
  });

  test('that another one is written over goes on taking consent back', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    const { record, number } = await testify(amina);
    await bilal.engine.sync();
    const mark = (await bilal.engine.testimony(record)).paths.find(({ path }) => path[0] === 'gw_withdrawal');
    const over = (await bilal.engine.withdrawalNumber()).field.value;
    await bilal.engine.edit(record, [{ path: ['gw_withdrawal'], x: over, sawValueIds: mark?.values.map(({ valueId }) => valueId) ?? [] }]);
    await bilal.engine.withdraw(number);
    expect((await bilal.engine.testimony(record)).withdrawn).toBe(true);
  });

  test('that is none is refused, and seals nothing', async () => {
    const { amina } = await crew(await FakeRelay.start());
    const before = (await amina.engine.handed()).length;
    await expect(amina.engine.withdraw('4821 7730 1945 1')).rejects.toMatchObject({ name: 'withdrawal_number' });
    expect(await amina.engine.handed()).toHaveLength(before);
  });

  test('is delivered like a testimony, and what took it down can open neither', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    await amina.engine.withdraw(OTHER);
    const [handed] = await amina.engine.handed();
    expect(handed).toMatchObject({ state: 'sealed', open: false });
    await amina.engine.sync();
    await bilal.engine.sync();
    await amina.engine.sync();
    expect((await amina.engine.handed())[0]?.state).toBe('readable');
    for (const table of amina.database.tables.values()) {
      for (const row of table.values()) expect(JSON.stringify(row)).not.toContain(OTHER);
    }
  });
});
