/** Requests to be let in: opened by the device that issued the invite, and by no other, because only it has the invite's secret. */
import { hex } from '../format/bytes';
import { deviceId } from '../format/device';
import type { OpenedRequest } from './rows';
import type { Session } from './session';

/** Those that can still be let in: of an invite that let nobody in yet, by devices that never were in. By request id. */
export async function openRequests({ tables, roster }: Session): Promise<ReadonlyMap<string, OpenedRequest>> {
  const open = new Map<string, OpenedRequest>();
  for (const [id, request] of await tables.requests.all()) {
    const invite = await tables.invites.get(hex(request.inviteId));
    const device = deviceId(request.newcomer.signPk, request.newcomer.kemPk);
    if (invite !== null && invite.admitted === null && roster.at(device) === null) open.set(id, request);
  }
  return open;
}
