/** A form that a coordinator says reaches every phone of the team, and nobody else can say one. */
import { describe, expect, test, vi } from 'vitest';
import { hex } from '../../../static/src/format/bytes';
import { teamTag } from '../../../static/src/format/device';
import { Kind } from '../../../static/src/format/item';
import { versionEnding } from '../../../static/src/format/team_form';
import { rosterMailbox } from '../../../static/src/seal/roster';
import { sealForm, signForm } from '../../../static/src/seal/team_form';
import { FORM_TEXT } from '../fakes/form';
import { Phone, crew, joinBy, newId, random } from '../fakes/phone';
import { insidesOf, smuggle } from '../fakes/policy';
import { FakeRelay } from '../fakes/relay';

vi.setConfig({ testTimeout: 120_000 });
const VERSION = `2026-11${versionEnding(FORM_TEXT)}`;

async function said(phone: Phone): Promise<readonly (readonly [string, boolean, boolean])[]> {
  return (await phone.engine.teamForms('list')).map(({ version, inUse, delivered }) => [version, inUse, delivered]);
}

/** What a member's own program makes of a form, past every check of the app. */
async function forged(signer: Phone, text = FORM_TEXT, version = VERSION, inTeamOf = signer): Promise<Parameters<typeof smuggle>[2]> {
  const { device } = await insidesOf(signer);
  const { roster, membership } = await insidesOf(inTeamOf);
  const signed = await signForm(device, roster, { id: 'oral', version, form: text });
  return sealForm(signed, teamTag(membership.teamId), membership.epoch, membership.epochSecret, random);
}

async function put(phone: Phone, body: Parameters<typeof smuggle>[2]): Promise<void> {
  await smuggle(phone, Kind.teamForm, body, await rosterMailbox((await insidesOf(phone)).membership.epochSecret));
}

const refusals = (phone: Phone): readonly string[] =>
  [...phone.database.table('quarantine').values()].map((row) => row as { readonly kind: number; readonly refusal: string }).flatMap(({ kind, refusal }) => (kind === Kind.teamForm ? [refusal] : []));

describe('a form of the team', () => {
  test('is said by a coordinator, asked by everybody as it was compiled, and is there after the next unlocking', async () => {
    const { coordinator, amina } = await crew(await FakeRelay.start());
    expect(await coordinator.engine.teamForms('say', `${FORM_TEXT}\n`)).toBe(VERSION);
    expect(await said(coordinator)).toEqual([[VERSION, true, false]]);
    await coordinator.engine.sync();
    expect(await said(coordinator)).toEqual([[VERSION, true, true]]);
    await amina.engine.sync();
    await amina.reopen();
    expect(await said(amina)).toEqual([[VERSION, true, true]]);
    expect(await amina.engine.teamForms('form', 'oral', VERSION)).toBe(FORM_TEXT);
    expect((await amina.engine.overview()).teamForms).toBe(1);
    const [form] = await amina.engine.teamForms('list');
    expect([form?.title?.ur, form?.by?.label]).toEqual(['زبانی تاریخ', 'Sana']);
    expect(JSON.stringify([...amina.database.tables].map(([name, rows]) => [name, [...rows.values()]]))).not.toContain('Oral');
  });

  test('is taken out of use, and what was begun with it still has its words', async () => {
    const { bilal, coordinator, amina } = await crew(await FakeRelay.start());
    await coordinator.engine.teamForms('say', FORM_TEXT);
    await coordinator.engine.sync();
    await amina.engine.sync();
    const draft = { id: newId(), formId: 'oral', formVersion: VERSION, answers: { fields: { r_age: 61 }, members: {} }, at: '', changed: 1 };
    await amina.engine.saveDraft(draft);
    await bilal.engine.sync();
    await bilal.engine.teamForms('end', 'oral', VERSION);
    await bilal.engine.sync();
    await amina.engine.sync();
    expect([(await amina.engine.overview()).teamForms, await said(amina)]).toEqual([0, [[VERSION, false, true]]]);
    expect(await amina.engine.teamForms('form', 'oral', VERSION)).toBe(FORM_TEXT);
    await amina.engine.seal(draft.id, ['oral', VERSION], [{ path: ['r_age'], value: 61, compartment: 'testimony' }]);
    await amina.engine.sync();
    await bilal.engine.sync();
    const [entry] = await bilal.engine.queue();
    expect((await bilal.engine.testimony(entry?.record ?? '')).form).toEqual(['oral', VERSION]);
  });

  test('says by its own compartments what is a coordinator’s to judge, whatever its fields are called', async () => {
    const { bilal, coordinator, amina } = await crew(await FakeRelay.start());
    await coordinator.engine.teamForms('say', FORM_TEXT);
    await coordinator.engine.sync();
    await amina.engine.sync();
    const draft = await amina.draft();
    const { record } = await amina.engine.seal(draft.id, ['oral', VERSION], [{ path: ['r_age'], value: 61, compartment: 'testimony' }]);
    await amina.engine.correct(record, [{ path: ['r_age'], x: 62, sawValueIds: (await amina.engine.ownTestimony(record)).testimony?.paths[0]?.values.map(({ valueId }) => valueId) ?? [] }]);
    await expect(amina.engine.correct(record, [{ path: ['worth'], x: 'high', sawValueIds: [] }])).rejects.toMatchObject({ name: 'author_not_member' });
    await amina.engine.sync();
    await bilal.engine.sync();
    expect((await bilal.engine.testimony(record)).paths.map(({ values }) => values[0]?.x)).toEqual([62]);
  });

  test('is nobody’s to say but a coordinator’s', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    await expect(amina.engine.teamForms('say', FORM_TEXT)).rejects.toMatchObject({ name: 'author_not_member' });
    await put(amina, await forged(amina));
    for (const phone of [bilal, amina]) await phone.engine.sync();
    expect([await said(bilal), await said(amina)]).toEqual([[], []]);
    expect([refusals(bilal), refusals(amina)]).toEqual([['author_not_member'], ['author_not_member']]);
  });

  test('of another team, under another’s version, or that leaks a name is refused by name', async () => {
    const { bilal, coordinator, amina } = await crew(await FakeRelay.start());
    const stranger = new Phone(await FakeRelay.start());
    await stranger.engine.found('Another', 'Zahid', stranger.passphrase, null);
    await put(bilal, await forged(coordinator, FORM_TEXT, `2${versionEnding('{}')}`).catch(() => forged(coordinator, '{}', VERSION)));
    await put(bilal, await forged(stranger));
    await amina.engine.sync();
    expect([await said(amina), refusals(amina).toSorted()]).toEqual([[], ['malformed', 'wrong_team']]);
    const leaking = FORM_TEXT.replace('"cls":"direct","cmp":"identity"', '"cls":"direct","cmp":"testimony"');
    await expect(coordinator.engine.teamForms('say', leaking)).rejects.toMatchObject({ name: 'malformed', detail: 'direct_outside_identity name' });
    await expect(coordinator.engine.teamForms('say', '{')).rejects.toMatchObject({ name: 'malformed' });
  });

  test('waits for the entry that lets its author in', async () => {
    const relay = await FakeRelay.start();
    const { bilal, amina } = await crew(relay);
    const sahar = new Phone(relay);
    await joinBy(bilal, sahar, 'Sahar', ['coordinator']);
    await put(bilal, await forged(sahar));
    const [team] = relay.teams.values();
    const form = team?.items.pop();
    if (team === undefined || form === undefined) throw new Error('no form');
    team.items.splice(team.items.findLastIndex(({ kind }) => kind === Kind.rosterEntry), 0, form);
    await amina.engine.sync();
    expect([await said(amina), refusals(amina)]).toEqual([[[VERSION, true, true]], []]);
  });
});

describe('when the team draws a new epoch', () => {
  test('who comes later gets the forms from whoever administers it, though their author is gone', async () => {
    const relay = await FakeRelay.start();
    const { bilal, coordinator, amina } = await crew(relay);
    await coordinator.engine.teamForms('say', FORM_TEXT);
    await coordinator.engine.sync();
    await bilal.engine.sync();
    const gone = hex((await insidesOf(coordinator)).device.id);
    const late = await forged(coordinator, FORM_TEXT.replace('Oral', 'Late'), `3${versionEnding(FORM_TEXT.replace('Oral', 'Late'))}`);
    await bilal.engine.govern('removeMember', gone, 'turned');
    await bilal.engine.sync();
    const later = new Phone(relay);
    await joinBy(bilal, later, 'Later', ['documenter']);
    await later.engine.sync();
    expect(await said(later)).toEqual([[VERSION, true, true]]);
    // The relay itself is turned, and shows what she signed with an old date.
    await put(bilal, late);
    await amina.engine.sync();
    await later.engine.sync();
    expect([await said(amina), await said(later)]).toEqual([[[VERSION, true, true]], [[VERSION, true, true]]]);
    expect([refusals(amina), refusals(later)]).toEqual([['author_not_member'], []]);
    const before = relay.teams.values().next().value?.items.length;
    await bilal.engine.sync();
    expect(relay.teams.values().next().value?.items.length).toBe(before);
  });
});
