/** A coordinator's device watches while somebody looks at it: what others send is here within two seconds. */
import { present } from '../format/bytes';
import { Watcher } from '../sync/watch';
import type { Session } from './session';

export function attend(session: Session, isSeen: boolean): void {
  if (!isSeen) return session.watcher?.stop();
  const { mailroom, shelves, world } = session;
  session.watcher ??= new Watcher({
    mailroom,
    standing: () => shelves.standing,
    isAllowed: () => session.meter?.applies !== true,
    hint: () => session.courier?.wake(),
    later: world.later,
    chance: () => present(world.random(1)[0]) / 255,
    report: world.report,
  });
  session.watcher.start();
}
