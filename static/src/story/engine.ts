/**
 * The engine: the whole journey behind one surface. It opens and closes the session and gives each piece of work its turn; what the work is stands in
 * the file of that name.
 */
import type { Bytes } from '../format/bytes';
import type { Manifest, SealedChunk } from '../format/chunk';
import { Refusal, isRefusal } from '../format/refusals';
import type * as journey from '../journey';
import type { Desk } from '../sync/desk';
import { hasVault, openVault } from '../vault/vault';
import { discardDraft, drafts, forgetLostDraftKeys, saveDraft } from './drafts';
import { erase } from './erase';
import { startCourier } from './exchange';
import { join, readInvite } from './join';
import { coordinate, passphrases } from './later';
import { overview } from './overview';
import { handed, seal } from './record';
import { type Session, closeSession, openSession, wakeCourier } from './session';
import { MEMBERSHIP } from './tables';
import { Turns } from '../sync/turns';
import type { World } from './world';

export class Engine implements journey.Journey {
  readonly #world: World;
  /** Kept as long as the engine, because it remembers that the desk was opened. */
  #desk: Desk | null = null;
  /** The door takes turns too: two unlockings at once would both reach for the same files. */
  readonly #door = new Turns();
  #session: Session | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  // ---- the door
  async door(): Promise<journey.Door> {
    if (this.#session !== null) return 'open';
    return (await hasVault(this.#world.files)) ? 'locked' : 'new';
  }

  async suggestPassphrase(): Promise<string> {
    return (await passphrases()).suggestPassphrase(this.#world.random);
  }

  async weakPassphrase(passphrase: string): Promise<'short' | 'common' | null> {
    return (await passphrases()).weakPassphrase(passphrase);
  }

  found(teamName: string, label: string, passphrase: string, foundingCode: string | null): Promise<void> {
    return this.#door.take(async () => {
      const { found } = await coordinate();
      await found(this.#world, { team: teamName, label, passphrase, foundingCode, demo: false });
      await this.#open(passphrase);
      await this.#firstExchange();
    });
  }

  readInvite(link: string): Promise<journey.InviteSummary> {
    return readInvite(this.#world, link);
  }

  join(link: string, label: string, passphrase: string): Promise<void> {
    return this.#door.take(async () => {
      await join(this.#world, link, label, passphrase);
      await this.#open(passphrase);
      await this.#firstExchange();
    });
  }

  unlock(passphrase: string): Promise<void> {
    return this.#door.take(async () => {
      if (this.#session !== null) return;
      await this.#open(passphrase);
      if (this.#session !== null) wakeCourier(this.#session);
    });
  }

  startDemo(passphrase: string): Promise<void> {
    return this.#door.take(async () => {
      const { DEMO_LABEL, DEMO_TEAM, found, recordDemo } = await coordinate();
      await found(this.#world, { team: DEMO_TEAM, label: DEMO_LABEL, passphrase, foundingCode: null, demo: true });
      await this.#open(passphrase);
      await recordDemo(this.#held());
      await this.#firstExchange();
    });
  }

  erase(): Promise<void> {
    return this.#door.take(async () => {
      const session = this.#session;
      this.#session = null;
      try {
        await erase(this.#world, session);
      } finally {
        this.#changed();
      }
    });
  }

  async overview(): Promise<journey.Overview> {
    return overview(this.#held());
  }

  setPersisted(persisted: boolean): Promise<void> {
    return this.#write(async (session) => {
      const membership = { ...session.membership, persisted };
      await session.store.commit([await session.tables.membership.put(MEMBERSHIP, membership)]);
      session.membership = membership;
    });
  }

  // ---- record
  drafts(): Promise<readonly journey.Draft[]> {
    return this.#turn(drafts);
  }

  /** Says nothing of it: the screen that saves is the screen that shows it. */
  saveDraft(draft: journey.Draft): Promise<void> {
    return this.#turn((session) => saveDraft(session, draft));
  }

  discardDraft(id: journey.Hex): Promise<void> {
    return this.#write((session) => discardDraft(session, id));
  }

  seal(draftId: journey.Hex, form: readonly [string, string], fields: readonly journey.SealField[]): Promise<journey.Handed> {
    return this.#send((session) => seal(session, draftId, form, fields));
  }

  handed(): Promise<readonly journey.Handed[]> {
    return this.#turn(handed);
  }

  // ---- exchange
  async sync(): Promise<journey.SyncState> {
    const session = this.#held();
    return (session.courier ?? startCourier(session)).go();
  }

  async dataBudget(): Promise<journey.DataBudget> {
    return (await coordinate()).dataBudget(this.#held());
  }

  setDataBudget(limitBytes: number | null, isMobile: boolean): Promise<void> {
    return this.#write(async (session) => (await coordinate()).setDataBudget(session, limitBytes, isMobile));
  }

  async sendAnyway(): Promise<journey.SyncState> {
    return (await coordinate()).sendAnyway(this.#held());
  }

  findingSeen(id: journey.Hex): Promise<void> {
    return this.#write(async (session) => (await coordinate()).findingSeen(session, id));
  }

  // ---- carried by hand
  carrying(): Promise<journey.Carrying> {
    return this.#turn(async (session) => (await coordinate()).carrying(session));
  }

  writeLetters(): Promise<journey.WrittenFile> {
    return this.#write(async (session) => (await coordinate()).writeLetters(session));
  }

  writeReceipts(id: journey.Hex): Promise<journey.WrittenFile> {
    return this.#write(async (session) => (await coordinate()).writeReceipts(session, id));
  }

  takeFile(bytes: Uint8Array): Promise<journey.TakenFile> {
    return this.#send(async (session) => (await coordinate()).takeFile(session, bytes));
  }

  forgetFile(id: journey.Hex): Promise<void> {
    return this.#write(async (session) => (await coordinate()).forgetFile(session, id));
  }

  // ---- examine and settle
  queue(): Promise<readonly journey.QueueEntry[]> {
    return this.#turn(async (session) => (await coordinate()).queue(session));
  }

  testimony(record: journey.Hex): Promise<journey.Testimony> {
    return this.#turn(async (session) => (await coordinate()).testimony(session, record));
  }

  edit(record: journey.Hex, edits: readonly journey.Edit[]): Promise<void> {
    return this.#send(async (session) => (await coordinate()).edit(session, record, edits));
  }

  decide(record: journey.Hex, path: journey.Path, x: journey.Value, sawValueIds: readonly journey.Hex[], why: string): Promise<void> {
    return this.#send(async (session) => (await coordinate()).decide(session, record, path, x, sawValueIds, why));
  }

  // ---- team: these speak with the relay, and must not hold a turn that the exchange waits for
  async team(): Promise<journey.Team> {
    return (await coordinate()).team(this.#held());
  }

  async invite(roles: readonly journey.Role[]): Promise<journey.Invite> {
    return (await coordinate()).invite(this.#held(), roles);
  }

  async revokeInvite(id: journey.Hex): Promise<void> {
    return (await coordinate()).revokeInvite(this.#held(), id);
  }

  async admit(requestId: journey.Hex): Promise<void> {
    await (await coordinate()).admit(this.#held(), requestId);
    this.#changed();
  }

  // ---- publish
  async desk(): Promise<journey.DeskStatus> {
    return (await coordinate()).deskStatus(await this.#ourDesk());
  }

  async joinDesk(passphrase: string): Promise<journey.DeskStatus> {
    const status = await (await coordinate()).joinDesk(this.#held(), await this.#ourDesk(), passphrase);
    this.#changed();
    return status;
  }

  async unlockDesk(passphrase: string): Promise<journey.DeskStatus> {
    return (await coordinate()).unlockDesk(await this.#ourDesk(), passphrase);
  }

  async previewExport(request: journey.ExportRequest): Promise<journey.ExportReport> {
    return (await coordinate()).previewExport(await this.#ourDesk(), request);
  }

  async makeExport(request: journey.ExportRequest): Promise<journey.ExportReport> {
    return (await coordinate()).makeExport(await this.#ourDesk(), request);
  }

  // ---- media: called by what records and shows them
  /** Refuses `chunk_mismatch`. They go out by themselves, behind everything that was said. */
  keepChunks(manifest: Manifest, chunks: readonly SealedChunk[]): Promise<void> {
    return this.#send(async (session) => (await coordinate()).keepChunks(session, manifest, chunks));
  }

  async openFile(manifest: Manifest): Promise<Bytes> {
    return (await coordinate()).openFile(this.#held(), manifest);
  }

  // ---- not called by screens
  /** The browser says that there is a connection again. */
  wake(): void {
    if (this.#session !== null) wakeCourier(this.#session);
  }

  /** Leaves no timer, file or database open. A page that locks ends the whole worker instead. */
  close(): void {
    if (this.#session !== null) closeSession(this.#session);
    this.#session = null;
  }

  /** Refuses `app_failed`: behind a locked door nothing answers, and no screen should ask. */
  #held(): Session {
    if (this.#session === null) throw new Refusal('app_failed', 'locked');
    return this.#session;
  }

  async #ourDesk(): Promise<Desk> {
    const { Desk: OurDesk } = await coordinate();
    this.#desk ??= new OurDesk(this.#world.origin, this.#world.send);
    return this.#desk;
  }

  async #open(passphrase: string): Promise<void> {
    const keys = await openVault(this.#world.files, passphrase, this.#world.random);
    const store = this.#world.openStore();
    try {
      const session = await openSession(this.#world, store, keys);
      await forgetLostDraftKeys(session);
      if ((await store.get('counters', 'budget_limit')) !== undefined) await (await coordinate()).openMeter(session);
      startCourier(session);
      this.#session = session;
    } catch (cause) {
      store.close();
      throw cause;
    }
    this.#changed();
  }

  /** So that an invite can be made, or a request be seen, at once. If the relay is away now, the courier tries again by itself. */
  async #firstExchange(): Promise<void> {
    await this.sync();
  }

  async #turn<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = this.#held();
    return session.turns.take(() => work(session));
  }

  async #write<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = await this.#turn(work);
    this.#changed();
    return result;
  }

  /** For work that left something on the shelf. */
  async #send<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = await this.#write(work);
    this.wake();
    return result;
  }

  #changed(): void {
    this.#world.tell({ kind: 'changed' });
  }
}

/** What a screen gets for whatever went wrong: a refusal by name. */
export function refusalOf(cause: unknown): Refusal {
  return isRefusal(cause) ? cause : new Refusal('app_failed', '', cause);
}
