/** Names that were opened and are being shown: in this worker's memory and nowhere else. Closing one or locking the vault ends it. */
import type { OpenedName } from '../journey/openings';
import type { Session } from './session';

const shown = new WeakMap<Session, Map<string, OpenedName>>();

export function nameShown(session: Session, request: string): OpenedName | null {
  return shown.get(session)?.get(request) ?? null;
}

export function rememberName(session: Session, request: string, name: OpenedName): void {
  shown.set(session, (shown.get(session) ?? new Map<string, OpenedName>()).set(request, name));
}

export function forgetName(session: Session, request: string): void {
  shown.get(session)?.delete(request);
}
