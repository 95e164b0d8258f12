/** What an operation put in the place of what: looks up the values that it names. Pure; used to tell a record's history. */
import { type DeviceId, hex } from '../format/bytes';
import { type Known, type Op, type Value, isMemberPath, memberKey, pathKey, valueId } from '../format/change';

export interface Replaced {
  readonly x: Value;
  readonly author: DeviceId;
}

/** For an operation, the values that it replaced and their authors. Values that are not known yet are left out. */
export function replacedBy(known: readonly Known[]): (op: Op) => readonly Replaced[] {
  const byPath = new Map<string, Replaced[]>();
  const byMember = new Map<string, Replaced[]>();
  const add = (map: Map<string, Replaced[]>, key: string, value: Replaced): void => void map.set(key, [...(map.get(key) ?? []), value]);
  for (const { changeId, author, change } of known) {
    for (const op of change.ops) {
      const id = hex(valueId(changeId, change.record, op));
      add(byPath, `${id} ${pathKey(op.p)}`, { x: op.x, author });
      const [collection, member] = op.p;
      if (member !== undefined) add(byMember, `${id} ${memberKey(collection, member)}`, { x: op.x, author });
    }
  }
  return (op) =>
    op.r.flatMap((id) => (isMemberPath(op.p) ? byMember.get(`${hex(id)} ${memberKey(op.p[0], op.p[1])}`) : byPath.get(`${hex(id)} ${pathKey(op.p)}`)) ?? []);
}
