/** A request to be let in: opened by the device that issued the invite, and by no other, because only it has the invite's secret. */
import { equal, hex } from '../format/bytes';
import { deviceId } from '../format/device';
import { parseInviteEnvelope } from '../format/invite';
import { Refusal } from '../format/refusals';
import { openRequest } from '../seal/invite';
import type { Batch, Outcome } from './batch';
import { type Session, tagOf } from './session';

export async function openRequestItem(session: Session, batch: Batch, body: Uint8Array): Promise<Outcome> {
  const { inviteId } = parseInviteEnvelope('GWJ1', body);
  const invite = await session.tables.invites.get(hex(inviteId));
  if (invite === null) return 'done';
  const newcomer = await openRequest(body, tagOf(session), invite.secret);
  const device = deviceId(newcomer.signPk, newcomer.kemPk);
  if (invite.admitted !== null && !equal(invite.admitted, device)) throw new Refusal('invite_used');
  batch.writes.push(await session.tables.requests.put(`${hex(inviteId)} ${hex(device)}`, { inviteId, newcomer }));
  return 'done';
}
