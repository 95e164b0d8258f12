/**
 * Publishing: the desk on this computer, which is a device of the team like any other. It is invited, admitted and asked for exports; what it exports
 * never passes through here.
 */
import { Refusal } from '../format/refusals';
import { hex } from '../format/bytes';
import { fields } from '../sync/answers';
import type { DeskStatus } from '../journey';
import type { ExportReport, ExportRequest } from '../journey/publishing';
import type { Desk } from '../sync/desk';
import { exchange } from './exchange';
import { openRequests } from './requests';
import { type Session } from './session';
import { admit, invite } from './team';

const DESK_LABEL = 'Desk';
const NO_DESK: DeskStatus = { present: false, state: 'new', team: null, records: 0, findings: [] };
const STATES = ['new', 'locked', 'joining', 'open'] as const satisfies readonly DeskStatus['state'][];
const FINDINGS = ['log_rolled_back', 'log_fork'] as const satisfies DeskStatus['findings'];

export async function deskStatus(desk: Desk): Promise<DeskStatus> {
  const status = await desk.status();
  return status === null ? NO_DESK : statusOf(status);
}

/** Refuses `not_found` (no desk here), `desk_exists`, `roster_op` (not an administrator) and what else stops an invite or an admission. */
export async function joinDesk(session: Session, desk: Desk, passphrase: string): Promise<DeskStatus> {
  const { present, state } = await deskStatus(desk);
  if (!present) throw new Refusal('not_found', 'no desk on this computer');
  if (state !== 'new') throw new Refusal('desk_exists');
  const { id, link } = await invite(session, ['coordinator']);
  await desk.join(link, DESK_LABEL, passphrase);
  await exchange(session);
  for (const [requestId, { inviteId }] of await openRequests(session)) if (hex(inviteId) === id) await admit(session, requestId);
  return statusOf(await desk.exchange());
}

export async function unlockDesk(desk: Desk, passphrase: string): Promise<DeskStatus> {
  await desk.unlock(passphrase);
  return statusOf(await desk.exchange());
}

export async function previewExport(desk: Desk, request: ExportRequest): Promise<ExportReport> {
  return reportOf(await desk.preview(request));
}

export async function makeExport(desk: Desk, request: ExportRequest): Promise<ExportReport> {
  return reportOf(await desk.makeExport(request));
}

/** Refuses `malformed`. */
function statusOf(answer: unknown): DeskStatus {
  const read = fields(answer);
  const state = STATES.find((known) => known === read.text('state'));
  if (state === undefined) throw new Refusal('malformed', 'state of the desk');
  const told = new Set(read.list('findings').map((finding) => fields(finding).text('name')));
  const findings = FINDINGS.filter((name) => told.has(name));
  return { present: true, state, team: read.textOrNull('team'), records: read.number('records'), findings };
}

/** The desk runs on this computer and writes this answer from one schema; that it is a report at all is checked here. */
function reportOf(answer: unknown): ExportReport {
  const read = fields(answer);
  for (const count of ['considered', 'exported', 'withheldByConsent', 'disputedValues', 'waiting']) read.number(count);
  for (const list of ['tables', 'files', 'worst', 'proposals', 'withdrawn']) read.list(list);
  for (const map of ['levels', 'limits', 'risk']) read.map(map);
  read.textOrNull('folder');
  read.textOrNull('refusal');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return answer as ExportReport;
}
