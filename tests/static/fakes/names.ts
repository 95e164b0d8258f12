/** A team with three guardians, two of whom open a name, and what its people do about one. */
import type { NameRequest } from '../../../static/src/journey/openings';
import { Phone, joinBy } from './phone';
import { setGuardiansNeeded } from './policy';
import { FakeRelay } from './relay';

export const NAME = 'Sakina Bibi کینری';
export const WHY = 'The court has summoned the witness. عدالت';

export interface Scene {
  readonly relay: FakeRelay;
  /** Founder, coordinator and guardian. */
  readonly bilal: Phone;
  /** Coordinator only. */
  readonly sana: Phone;
  /** Guardian only: cannot read testimonies. */
  readonly gul: Phone;
  readonly dawood: Phone;
  readonly amina: Phone;
}
/** One testimony of it. */
export interface Told extends Scene {
  readonly record: string;
}

export async function scene(k = 2): Promise<Scene> {
  const relay = await FakeRelay.start();
  const [bilal, sana, gul, dawood, amina] = [new Phone(relay), new Phone(relay), new Phone(relay), new Phone(relay), new Phone(relay)];
  await bilal.engine.found('Quetta', 'Bilal', bilal.passphrase, null);
  await joinBy(bilal, sana, 'Sana', ['coordinator']);
  await joinBy(bilal, gul, 'Gul', ['guardian']);
  await joinBy(bilal, dawood, 'Dawood', ['coordinator', 'guardian']);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
  await setGuardiansNeeded(bilal, k);
  const crew = { relay, bilal, sana, gul, dawood, amina };
  await everyone(crew);
  return crew;
}

export async function told(crew: Scene, name = NAME): Promise<Told> {
  const { record } = await crew.amina.testify({ e_title: 'The bus' }, { s_name: name, s_phone: '+92 300' });
  await crew.amina.engine.sync();
  await everyone(crew);
  return { ...crew, record };
}

export async function everyone({ bilal, sana, gul, dawood, amina }: Scene): Promise<void> {
  for (const phone of [bilal, sana, gul, dawood, amina]) await phone.engine.sync();
}

/** Sana asks, and everybody has seen it. */
export async function asked(people: Told): Promise<string> {
  const { sana, record } = people;
  const [name] = await sana.engine.guardedNames(record);
  await sana.engine.openingDeed({ do: 'ask', record, box: name?.box ?? '', why: WHY });
  await sana.engine.sync();
  await everyone(people);
  return (await sana.engine.openings()).requests.find((one) => one.asker.me && one.record === record && one.state === 'open')?.id ?? '';
}

export async function releases(people: Scene, phone: Phone, id: string): Promise<void> {
  await phone.engine.openingDeed({ do: 'release', id });
  await phone.engine.sync();
  await everyone(people);
}

export async function at(phone: Phone, id: string): Promise<NameRequest> {
  const found = (await phone.engine.openings()).requests.find((one) => one.id === id);
  if (found === undefined) throw new Error('not seen');
  return found;
}

export const stateAt = async (phone: Phone, id: string): Promise<string> => (await at(phone, id)).state;
export const standsAt = async (phone: Phone, id: string): Promise<Record<string, string>> =>
  Object.fromEntries((await at(phone, id)).guardians.map(({ guardian, stand }) => [guardian.label, stand]));
