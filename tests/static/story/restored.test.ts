/** The relay was put back from a backup that is older than a new epoch: nobody of the team is locked out for ever. */
import { describe, expect, test, vi } from 'vitest';
import { equal, hex, present } from '../../../static/src/format/bytes';
import { type Canonical, type CanonicalMap, decode, encode } from '../../../static/src/format/canonical';
import { teamTag } from '../../../static/src/format/device';
import { plainHash } from '../../../static/src/format/hash';
import { renewMessage } from '../../../static/src/format/renewal';
import { uploadToken } from '../../../static/src/seal/roster';
import { signingKey } from '../../../static/src/seal/signing';
import { renew } from '../../../static/src/sync/renewals';
import { membershipCodec } from '../../../static/src/story/rows';
import { Relay } from '../../../static/src/sync/transport';
import { insideOf } from '../fakes/inside';
import { ORIGIN, Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

vi.setConfig({ testTimeout: 120_000 });

async function remove(admin: Phone, label: string): Promise<void> {
  const { members } = await admin.engine.govern('readers');
  const member = members.find((one) => one.label === label && !one.removed);
  if (member === undefined) throw new Error(`no member ${label}`);
  expect(await admin.engine.govern('removeMember', member.deviceId, 'taken')).toBe('done');
}

const statesOf = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.handed()).map(({ state }) => state);
const tokenOf = ({ teams }: FakeRelay): string | undefined => [...teams.values()][0]?.tokenHash;

/** A team whose relay stands, with all that it knows, before the day on which Amina's phone was taken. */
async function putBack() {
  const team = await crew(await FakeRelay.start());
  const { relay, bilal, coordinator, zahra } = team;
  const tag = [...relay.teams.keys()][0] as string;
  for (const phone of [coordinator, zahra]) await phone.engine.sync();
  const restore = relay.backup(tag);
  await remove(bilal, 'Amina');
  return { ...team, tag, restore };
}

test('an epoch that an early version remembered without its key is read as one that this device cannot lead away from', async () => {
  const { bilal } = await putBack();
  const { membership } = await insideOf(bilal);
  expect(membership.past.map(([, , seed]) => seed)).not.toContain(null);
  const early = { ...(membershipCodec.write(membership) as CanonicalMap), past: membership.past.map(([epoch, secret]): Canonical => [epoch, secret]) };
  const [epoch, secret] = present(membership.past[0]);
  expect(membershipCodec.read(decode(encode(early), 1 << 20)).past[0]).toEqual([epoch, secret, null, 0, 0]);
});

describe('a relay that was put back to an epoch before', () => {
  test("is led forward again by an administrator's device, and everybody who stays finds their way in by themselves", async () => {
    const { relay, bilal, coordinator, zahra, restore } = await putBack();
    const sleeper = coordinator;
    await zahra.engine.sync();
    const token = tokenOf(relay);
    restore();
    expect(tokenOf(relay)).not.toBe(token);
    await zahra.testify({ narrative: 'told while the relay stood in the past' });
    const waiting = await zahra.engine.sync();
    expect([waiting.phase, waiting.refusal]).toEqual(['refused', 'epoch_changed']);
    expect(await statesOf(zahra)).toEqual(['sealed']);
    expect((await bilal.engine.sync()).phase).toBe('idle');
    expect(tokenOf(relay)).toBe(token);
    for (const phone of [zahra, sleeper]) expect((await phone.engine.sync()).phase).toBe('idle');
    expect(await statesOf(zahra)).toEqual(['delivered']);
    await sleeper.engine.sync();
    expect(await sleeper.engine.queue()).toHaveLength(1);
    for (const phone of [bilal, zahra, sleeper]) expect(phone.reported).toEqual([]);
  });

  test('is led forward over several epochs, and who slept through them all follows', async () => {
    const { relay, bilal, coordinator, zahra, restore } = await putBack();
    await joinBy(bilal, new Phone(relay), 'Tahir', ['documenter']);
    await remove(bilal, 'Tahir');
    await bilal.reopen();
    const token = tokenOf(relay);
    restore();
    expect((await bilal.engine.sync()).phase).toBe('idle');
    expect(tokenOf(relay)).toBe(token);
    for (const phone of [zahra, coordinator]) {
      expect((await phone.engine.sync()).phase).toBe('idle');
      expect((await insideOf(phone)).membership.epoch).toBe(2);
      expect((await insideOf(phone)).roster.seq).toBe((await insideOf(bilal)).roster.seq);
    }
    // Each who was removed finds their own leave-taking, and none of them that of another.
    const boxes = [...([...relay.teams.values()][0]?.renewals.values() ?? [])];
    expect(boxes.filter((body) => body[2] === 0x45)).toHaveLength(2);
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Dawood', ['coordinator']);
    expect((await late.engine.sync()).phase).toBe('idle');
  });

  test('is not half forward when the administrator is cut off: who slept finds the whole roster there', async () => {
    const { relay, bilal, coordinator, restore } = await putBack();
    restore();
    relay.afterRenew = () => void (relay.away = true);
    expect((await bilal.engine.sync()).phase).toBe('offline');
    relay.afterRenew = () => undefined;
    relay.away = false;
    expect((await coordinator.engine.sync()).phase).toBe('idle');
    expect((await insideOf(coordinator)).roster.seq).toBe((await insideOf(bilal)).roster.seq);
    expect((await bilal.engine.sync()).phase).toBe('idle');
  });

  test('lets in the phone that was removed until then, and not any longer', async () => {
    const { bilal, amina, zahra, restore } = await putBack();
    restore();
    expect((await amina.engine.sync()).phase).toBe('idle');
    await bilal.engine.sync();
    expect((await amina.engine.sync()).refusal).toBe('token_refused');
    expect((await amina.engine.overview()).me.removed).toBe(true);
    expect((await zahra.engine.sync()).phase).toBe('idle');
  });

  test('takes nobody of the team back with it: no device seals or believes anything of an epoch before', async () => {
    const { relay, bilal, zahra, tag, restore } = await putBack();
    await zahra.engine.sync();
    const [before, old] = [(await insideOf(zahra)).membership, relay.items(tag).length];
    restore();
    const kept = relay.items(tag).length;
    expect(kept).toBeLessThan(old);
    await zahra.testify({ narrative: 'not for the old epoch' });
    for (const _ of [1, 2]) expect((await zahra.engine.sync()).refusal).toBe('epoch_changed');
    expect(relay.items(tag)).toHaveLength(kept);
    const { membership } = await insideOf(zahra);
    expect([membership.epoch, equal(membership.epochSecret, before.epochSecret)]).toEqual([before.epoch, true]);
    await bilal.engine.sync();
    expect((await insideOf(bilal)).membership.epoch).toBe(before.epoch);
  });

  test('is led forward by two administrators at once, and both are in', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const hamid = new Phone(relay);
    await joinBy(bilal, hamid, 'Hamid', ['admin']);
    for (const phone of [bilal, hamid]) await phone.engine.sync();
    const restore = relay.backup([...relay.teams.keys()][0] as string);
    await remove(bilal, 'Amina');
    await hamid.engine.sync();
    const token = tokenOf(relay);
    restore();
    await Promise.all([bilal.engine.sync(), hamid.engine.sync()]);
    for (const phone of [bilal, hamid]) expect((await phone.engine.sync()).phase).toBe('idle');
    expect(tokenOf(relay)).toBe(token);
  });

  test('and was then taken over with the old key of an administrator who was removed refuses the team, and no device follows the thief', async () => {
    const { relay, bilal, zahra } = await crew(await FakeRelay.start());
    const hamid = new Phone(relay);
    await joinBy(bilal, hamid, 'Hamid', ['admin']);
    for (const phone of [hamid, zahra]) await phone.engine.sync();
    const restore = relay.backup([...relay.teams.keys()][0] as string);
    const { membership: stolen, roster } = await insideOf(hamid);
    await remove(bilal, 'Hamid');
    await zahra.engine.sync();
    restore();
    const [tag, secret, seed] = [teamTag(roster.teamId), random(32), random(32)];
    const [tokenHash, { publicKey: adminPk }] = [plainHash(await uploadToken(secret)), await signingKey(seed)];
    const signature = await (await signingKey(stolen.adminSeed ?? seed)).sign(renewMessage(tag, stolen.serial + 1, tokenHash, adminPk));
    const mailroom = new Relay(ORIGIN, relay.send).at(tag, random(32));
    await renew(mailroom, { adminPk, tokenHash, serial: stolen.serial + 1, signature, renewals: [] });
    for (const phone of [bilal, zahra]) {
      expect((await phone.engine.sync()).refusal).toBe('token_refused');
      expect((await insideOf(phone)).membership.epoch).toBe(2);
    }
    expect(tokenOf(relay)).toBe(hex(tokenHash));
  });
});
