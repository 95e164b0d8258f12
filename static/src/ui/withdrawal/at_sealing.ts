/** What a phone adds to a testimony when it is sealed: where names stand in its texts, and the hash of the number by which its witness takes consent back. */
import { marksField } from '../../capture/marks';
import type { SealField } from '../../journey';
import type { Session } from '../capture/session';
import { engine } from '../engine';

export interface AtSealing {
  readonly fields: readonly SealField[];
  readonly number: string | null;
  readonly hasWitness: boolean;
}

export async function atSealing(session: Session): Promise<AtSealing> {
  const fields = session.fields();
  const marks = marksField(session.tree.value);
  const added = marks === null ? fields : [...fields, marks];
  if (fields.some(({ path, value }) => path[0] === 'record_kind' && value === 'desk')) return { fields: added, number: null, hasWitness: false };
  const { number, field } = await engine.withdrawalNumber();
  return { fields: [...added, field], number, hasWitness: true };
}
