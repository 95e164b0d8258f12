/** What a person decides about mobile data: how much a day, whether this is mobile data, and that it shall go once in spite of all. */
import type { SyncState } from '../journey';
import type { DataBudget } from '../journey/budget';
import { startCourier } from './exchange';
import { Meter } from './meter';
import type { Session } from './session';

/** Whoever has never set a budget has no meter, and this part of the app is not fetched. */
export async function openMeter(session: Session): Promise<Meter> {
  session.meter ??= await Meter.open(session.world, session.store);
  return session.meter;
}

export async function dataBudget(session: Session): Promise<DataBudget> {
  return (await openMeter(session)).shown;
}

/** A new budget may let go what waits. */
export async function setDataBudget(session: Session, limitBytes: number | null, isMobile: boolean): Promise<void> {
  await (await openMeter(session)).set(limitBytes, isMobile);
  session.courier?.wake();
}

export async function sendAnyway(session: Session): Promise<SyncState> {
  const meter = await openMeter(session);
  return meter.lift(() => (session.courier ?? startCourier(session)).go());
}
