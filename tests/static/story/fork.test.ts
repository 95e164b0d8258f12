/** A relay that shows two people two histories is found out, by name, and nobody's testimony suffers for it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Kind } from '../../../static/src/format/item';
import { type Crew, Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

let people: Crew & { readonly tag: string };
beforeEach(async () => {
  const relay = await FakeRelay.start();
  people = { ...(await crew(relay)), tag: [...relay.teams.keys()].join() };
  await syncAll(people.bilal, people.coordinator, people.amina, people.zahra);
});

async function syncAll(...phones: readonly Phone[]): Promise<void> {
  for (const phone of phones) expect(await phone.engine.sync()).toMatchObject({ phase: 'idle' });
}
const titles = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.queue()).map(({ title }) => title ?? '').toSorted();
const states = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.handed()).map(({ state }) => state);
const findings = async (phone: Phone): Promise<readonly (readonly [string, string | null])[]> =>
  (await phone.engine.overview()).findings.map(({ name, author }) => [name, author?.label ?? null]);

async function delivered(phone: Phone, e_title: string): Promise<void> {
  await phone.testify({ e_title });
  await syncAll(phone);
}

/** A testimony that was sealed without a connection, by what its author had seen until then. */
async function sealedAway(relay: FakeRelay, phone: Phone): Promise<void> {
  relay.away = true;
  await phone.testify({ e_title: 'Sealed before' });
  await phone.engine.sync();
  relay.away = false;
}

/** What one relay has and the other has not, carried over by a relay that wants nobody to notice. */
function carryOver(from: FakeRelay, to: FakeRelay, tag: string): void {
  const known = new Set(to.items(tag).map(({ id }) => id));
  for (const item of from.items(tag)) if (!known.has(item.id)) to.plant(tag, item.kind, item.body, item.mailbox);
}

describe('the relay shows one phone another history than before', () => {
  test('it is called a fork, what was delivered is offered again, and both histories are read in the end', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    const other = relay.fork();
    await delivered(amina, 'The bus');
    zahra.relay = other;
    await delivered(zahra, 'The car');
    await delivered(zahra, 'گواہی');
    amina.relay = other;
    await syncAll(amina);
    expect(await findings(amina)).toEqual([['log_fork', null]]);
    expect(await states(amina)).toEqual(['delivered']);
    bilal.relay = other;
    await syncAll(bilal);
    expect(await titles(bilal)).toEqual(['The bus', 'The car', 'گواہی']);
    expect(other.items(tag).filter(({ kind }) => kind === Kind.change)).toHaveLength(3);
    const kept = [...amina.database.table('findings').values()];
    expect(kept).toHaveLength(1);
  });

  test('in the answer to a push too: nothing is delivered by it, and the finding is there after a restart', async () => {
    const { relay, amina, zahra } = people;
    const other = relay.fork();
    await delivered(amina, 'The bus');
    zahra.relay = other;
    await delivered(zahra, 'The car');
    other.away = true;
    amina.relay = other;
    await amina.testify({ e_title: 'The field' });
    await amina.engine.sync();
    other.away = false;
    const before = other.asked.pull;
    await syncAll(amina);
    expect(await findings(amina)).toEqual([['log_fork', null]]);
    expect(await states(amina)).toEqual(['delivered', 'delivered']);
    expect(other.asked.pull).toBeGreaterThan(before);
    await amina.reopen();
    expect(await findings(amina)).toEqual([['log_fork', null]]);
  });

  test('again and again: it is shown once, and once more after a person has seen it', async () => {
    const { relay, tag, amina } = people;
    const other = relay.fork();
    await delivered(amina, 'The bus');
    const turnTo = async (side: FakeRelay): Promise<void> => {
      // Longer than what she knows, so that it is another history and no shorter one.
      for (let more = 0; more < 20; more += 1) side.plant(tag, 9, random(50));
      amina.relay = side;
      await syncAll(amina);
    };
    for (const side of [other, relay, other]) await turnTo(side);
    expect(await findings(amina)).toEqual([['log_fork', null]]);
    const [finding] = (await amina.engine.overview()).findings;
    await amina.engine.findingSeen(finding?.id ?? '');
    expect(await findings(amina)).toEqual([]);
    await turnTo(relay);
    expect(await findings(amina)).toEqual([['log_fork', null]]);
    expect(amina.database.table('findings').size).toBe(2);
    await expect(amina.engine.findingSeen('00'.repeat(16))).rejects.toMatchObject({ name: 'not_found' });
  });
});

describe('the relay shows an author another history than a coordinator', () => {
  test('the coordinator names the fork with the author, and the testimony stays readable', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    const other = relay.fork();
    zahra.relay = other;
    await delivered(zahra, 'The car');
    await delivered(amina, 'The bus');
    // Sealed with that other history in sight.
    await delivered(zahra, 'گواہی');
    carryOver(other, relay, tag);
    await syncAll(bilal);
    expect(await findings(bilal)).toEqual([['log_fork', 'Zahra']]);
    expect(await titles(bilal)).toEqual(['The bus', 'The car', 'گواہی']);
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 3, quarantined: 0, waiting: 0 });
  });

  test('an author who saw a longer log than there is before their change is named too', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    const other = relay.fork();
    zahra.relay = other;
    for (const e_title of ['one', 'two', 'three']) await delivered(zahra, e_title);
    await delivered(zahra, 'four');
    const last = other.items(tag).slice(-2);
    for (const { kind, body, mailbox } of last) relay.plant(tag, kind, body, mailbox);
    await delivered(amina, 'The bus');
    await syncAll(bilal);
    expect(await findings(bilal)).toEqual([['log_fork', 'Zahra']]);
    expect(await titles(bilal)).toEqual(['The bus', 'four']);
  });

  test('with an honest relay nobody is named, and the relay is asked once for an author at most, and not at all for what is known', async () => {
    const { relay, amina, zahra, bilal, coordinator } = people;
    for (const e_title of ['one', 'two', 'three']) await delivered(amina, e_title);
    await delivered(zahra, 'four');
    relay.asked.log = 0;
    await syncAll(bilal);
    expect(relay.asked.log).toBeLessThanOrEqual(2);
    const after = relay.asked.log;
    await syncAll(amina, zahra, bilal, coordinator);
    const { record } = (await bilal.engine.queue())[0] ?? { record: '' };
    await syncAll(coordinator);
    relay.asked.log = 0;
    // What the other coordinator saw last is what this device was just shown itself.
    await syncAll(bilal);
    await coordinator.engine.edit(record, [{ path: ['e_place'], x: 'Mastung', sawValueIds: [] }]);
    await syncAll(coordinator, bilal);
    expect(relay.asked.log).toBeLessThanOrEqual(1);
    expect(after).toBeGreaterThan(0);
    for (const phone of [bilal, coordinator]) expect(await findings(phone)).toEqual([]);
  });

  test('a relay that was restored from a backup is no fork, for who was there and for what was sealed before', async () => {
    const { relay, tag, amina, zahra, bilal, coordinator } = people;
    await delivered(amina, 'The bus');
    await syncAll(bilal, coordinator);
    const kept = relay.items(tag).length;
    await delivered(zahra, 'The car');
    await syncAll(bilal, coordinator);
    await sealedAway(relay, zahra);
    relay.restore(tag, kept);
    await syncAll(zahra, amina, bilal, coordinator, zahra, bilal, coordinator);
    expect(await titles(bilal)).toEqual(['Sealed before', 'The bus', 'The car']);
    for (const phone of [bilal, coordinator, amina, zahra]) expect(await findings(phone)).toEqual([]);
  });

  test('nor one that lost what the author had seen, and holds something else in its place', async () => {
    const { relay, tag, zahra, bilal } = people;
    const kept = relay.items(tag).length;
    await delivered(zahra, 'The car');
    await syncAll(bilal, zahra);
    await sealedAway(relay, zahra);
    relay.restore(tag, kept);
    for (let more = 0; more < 9; more += 1) relay.plant(tag, 9, random(40));
    await syncAll(zahra, bilal);
    expect(await titles(bilal)).toEqual(['Sealed before', 'The car']);
    expect(await findings(bilal)).toEqual([]);
  });

  test('nor one whose older history was longer than this device ever saw it, as long as the new one begins with it', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    await delivered(amina, 'The bus');
    await syncAll(zahra);
    await sealedAway(relay, zahra);
    relay.restore(tag, relay.items(tag).length);
    await syncAll(zahra, bilal);
    expect(await titles(bilal)).toEqual(['Sealed before', 'The bus']);
    expect(await findings(bilal)).toEqual([]);
  });

  test('nor for a coordinator who was let in after it, and cannot know what there was before', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    const kept = relay.items(tag).length;
    await delivered(amina, 'The bus');
    await syncAll(zahra);
    await sealedAway(relay, zahra);
    relay.restore(tag, kept);
    await syncAll(bilal, amina, zahra);
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await syncAll(bilal, late, bilal, late);
    expect(await titles(late)).toEqual(['Sealed before', 'The bus']);
    expect(await findings(late)).toEqual([]);
  });

  test('but it excuses no author who has been here since', async () => {
    const { relay, tag, amina, zahra, bilal } = people;
    const kept = relay.items(tag).length;
    await delivered(amina, 'The bus');
    await syncAll(bilal);
    relay.restore(tag, kept);
    await syncAll(bilal, amina, zahra);
    await joinBy(bilal, new Phone(relay), 'Newcomer', ['documenter']);
    await syncAll(zahra, bilal);
    const other = relay.fork();
    zahra.relay = other;
    await delivered(zahra, 'The car');
    await delivered(amina, 'The field');
    await delivered(zahra, 'گواہی');
    carryOver(other, relay, tag);
    await syncAll(bilal);
    expect(await findings(bilal)).toEqual([['log_fork', 'Zahra']]);
  });

  test('a proof that the relay cannot give is called log_wrong, and the question stays', async () => {
    const { relay, amina, zahra, bilal } = people;
    await delivered(zahra, 'The car');
    await syncAll(amina);
    await delivered(amina, 'The bus');
    relay.lie = (call, honest) => (call === 'log' ? { proof: [] } : honest);
    expect(await bilal.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'log_wrong' });
    expect(await titles(bilal)).toEqual(['The bus', 'The car']);
    relay.lie = null;
    await syncAll(bilal);
    expect(await findings(bilal)).toEqual([]);
  });

  test('a coordinator who came later reads what was seen before without naming anybody', async () => {
    const { relay, amina, bilal } = people;
    for (const e_title of ['one', 'two']) await delivered(amina, e_title);
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await syncAll(bilal, late);
    expect(await titles(late)).toEqual(['one', 'two']);
    expect(await findings(late)).toEqual([]);
  });
});
