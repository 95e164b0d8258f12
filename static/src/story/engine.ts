/**
 * The engine: the whole journey behind one surface. It opens and closes the session and gives each piece of work its turn; what the work is stands in
 * the file of that name.
 */
import { type Bytes, present } from '../format/bytes';
import type { Manifest, SealedChunk } from '../format/chunk';
import type * as journey from '../journey';
import type { ExportReport, ExportRequest } from '../journey/publishing';
import type { DataBudget } from '../journey/budget';
import type { Compiled } from '../journey/forms';
import type { Outcome } from '../journey/governing';
import type { Strength } from '../journey/keys';
import type { Handed, Sealing } from '../journey/own';
import type { Desk } from '../sync/desk';
import { openVault } from '../vault/vault';
import { discardDraft, drafts, forgetLostDraftKeys, saveDraft } from './drafts';
import { erase, isSomebodys } from './erase';
import { startCourier } from './exchange';
import { Inside } from './inside';
import { forgetDue } from './kept';
import { coordinate, passphrases, strength } from './later';
import { PassphraseCalls } from './passphrase_calls';
import { overview, setPersisted } from './overview';
import { handed, seal } from './record';
import { closeSession, isCoordinator, openSession } from './session';
import { MEMBERSHIP } from './tables';
import { appName } from '../sync/name';
import { spread } from '../sync/pace';
import { Turns } from '../sync/turns';
import type { World } from './world';

export class Engine extends PassphraseCalls implements Omit<journey.Journey, keyof journey.Fetched> {
  readonly #world: World;
  /** Kept as long as the engine, because it remembers that the desk was opened. */
  #desk: Desk | null = null;
  /** The door takes turns too: two unlockings at once would both reach for the same files. */
  readonly #door = new Turns();
  readonly #inside: Inside;

  constructor(world: World, inside = new Inside(world)) {
    super(world, inside);
    this.#world = world;
    this.#inside = inside;
  }

  // ---- the door
  appName(): Promise<string> {
    return appName(this.#world.send, this.#world.origin);
  }

  async door(): Promise<journey.Door> {
    if (this.#inside.session !== null) return 'open';
    return (await isSomebodys(this.#world)) ? 'locked' : 'new';
  }

  async suggestPassphrase(): Promise<string> {
    return (await passphrases()).suggestPassphrase(this.#world.random);
  }

  async passphraseStrength(passphrase: string): Promise<Strength> {
    return (await strength()).strengthOf(passphrase);
  }

  found(teamName: string, label: string, passphrase: string, foundingCode: string | null, sealing?: Sealing): Promise<void> {
    const founding = { team: teamName, label, passphrase, foundingCode, demo: false, sealing };
    return this.#enter(passphrase, async () => (await coordinate()).found(this.#world, founding));
  }

  async readInvite(link: string): Promise<journey.InviteSummary> {
    return (await coordinate()).readInvite(this.#world, link);
  }

  join(link: string, label: string, passphrase: string, isLater = false): Promise<void> {
    return this.#enter(passphrase, async () => (await coordinate()).join(this.#world, link, label, passphrase, isLater));
  }

  unlock(passphrase: string, second?: Uint8Array): Promise<void> {
    return this.#door.take(async () => {
      if (this.#inside.session !== null) return;
      await this.#open(passphrase, second);
      this.#inside.wake();
    });
  }

  startDemo(passphrase: string): Promise<void> {
    return this.#door.take(async () => {
      const { DEMO_LABEL, DEMO_TEAM, found, recordDemo } = await coordinate();
      await found(this.#world, { team: DEMO_TEAM, label: DEMO_LABEL, passphrase, foundingCode: null, demo: true });
      await this.#open(passphrase);
      await recordDemo(this.#inside.held());
      await this.sync();
    });
  }

  erase(): Promise<void> {
    return this.#door.take(async () => {
      const session = this.#inside.session;
      this.#inside.session = null;
      try {
        await erase(this.#world, session);
      } finally {
        this.#inside.changed();
      }
    });
  }

  async overview(): Promise<journey.Overview> {
    return overview(this.#inside.held());
  }

  setPersisted(persisted: boolean): Promise<void> {
    return this.#inside.write((session) => setPersisted(session, persisted));
  }

  // ---- record
  drafts(): Promise<readonly journey.Draft[]> {
    return this.#inside.turn(drafts);
  }

  /** Says nothing of it: the screen that saves is the screen that shows it. */
  saveDraft(draft: journey.Draft): Promise<void> {
    return this.#inside.turn((session) => saveDraft(session, draft));
  }

  discardDraft(id: journey.Hex): Promise<void> {
    return this.#inside.write((session) => discardDraft(session, id));
  }

  seal(draftId: journey.Hex, form: readonly [string, string], fields: readonly journey.SealField[]): Promise<Handed> {
    return this.#inside.send((session) => seal(session, draftId, form, fields));
  }

  handed(): Promise<readonly Handed[]> {
    return this.#inside.turn(handed);
  }

  // ---- exchange
  async sync(): Promise<journey.SyncState> {
    const session = this.#inside.held();
    return (session.courier ?? startCourier(session)).go();
  }

  async attend(isSeen: boolean): Promise<void> {
    const { session } = this.#inside;
    if (session === null) return;
    if (isSeen) this.comeBack();
    if (isCoordinator(session)) (await coordinate()).attend(session, isSeen);
  }

  dataBudget = async (): Promise<DataBudget> => (await coordinate()).dataBudget(this.#inside.held());

  setDataBudget(limitBytes: number | null, isMobile: boolean): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).setDataBudget(session, limitBytes, isMobile));
  }

  sendAnyway = async (): Promise<journey.SyncState> => (await coordinate()).sendAnyway(this.#inside.held());

  findingSeen(id: journey.Hex): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).findingSeen(session, id));
  }

  // ---- examine and settle
  queue(): Promise<readonly journey.QueueEntry[]> {
    return this.#inside.turn(async (session) => (await coordinate()).queue(session));
  }

  testimony(record: journey.Hex): Promise<journey.Testimony> {
    return this.#inside.turn(async (session) => (await coordinate()).testimony(session, record));
  }

  edit(record: journey.Hex, edits: readonly journey.Edit[]): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).edit(session, record, edits));
  }

  decide(record: journey.Hex, path: journey.Path, x: journey.Value, sawValueIds: readonly journey.Hex[], why: string): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).decide(session, record, path, x, sawValueIds, why));
  }

  // ---- team: these speak with the relay, and must not hold a turn that the exchange waits for
  async team(): Promise<journey.Team> {
    return (await coordinate()).team(this.#inside.held());
  }

  async invite(roles: readonly journey.Role[]): Promise<journey.Invite> {
    return (await coordinate()).invite(this.#inside.held(), roles);
  }

  async revokeInvite(id: journey.Hex): Promise<void> {
    return (await coordinate()).revokeInvite(this.#inside.held(), id);
  }

  async admit(requestId: journey.Hex): Promise<Outcome> {
    return (await coordinate()).admit(this.#inside.held(), requestId);
  }

  // ---- keys and media
  /** All of it is fetched when the first of it is asked for. */
  async fetched(): Promise<journey.Fetched> {
    return (await coordinate()).fetchedJourney(this.#world, this.#inside, (passphrase, setUp) => this.#enter(passphrase, setUp));
  }

  // ---- publish
  async desk(): Promise<journey.DeskStatus> {
    return (await coordinate()).deskStatus(await this.#ourDesk());
  }

  async joinDesk(passphrase: string): Promise<journey.DeskStatus> {
    const status = await (await coordinate()).joinDesk(this.#inside.held(), await this.#ourDesk(), passphrase);
    this.#inside.changed();
    return status;
  }

  async unlockDesk(passphrase: string): Promise<journey.DeskStatus> {
    return (await coordinate()).unlockDesk(await this.#ourDesk(), passphrase);
  }

  async compileForm(name: string, workbook: Uint8Array): Promise<Compiled> {
    return (await coordinate()).compileForm(await this.#ourDesk(), name, workbook);
  }

  async previewExport(request: ExportRequest): Promise<ExportReport> {
    return (await coordinate()).previewExport(await this.#ourDesk(), request);
  }

  async makeExport(request: ExportRequest): Promise<ExportReport> {
    return (await coordinate()).makeExport(await this.#ourDesk(), request);
  }

  // ---- media: called by what records and shows them
  /** Refuses `chunk_mismatch`. They go out by themselves, behind everything that was said. */
  keepChunks(manifest: Manifest, chunks: readonly SealedChunk[]): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).keepChunks(session, manifest, chunks));
  }

  async openFile(manifest: Manifest): Promise<Bytes> {
    return (await coordinate()).openFile(this.#inside.held(), manifest);
  }

  // ---- not called by screens
  /** There is a connection again, or somebody looks again: soon, but not all phones of a place in the same moment. */
  comeBack(): void {
    const { later, random } = this.#world;
    later(spread(present(random(1)[0]) / 255), () => this.#inside.wake());
  }

  /** Leaves no timer, file or database open. A page that locks ends the whole worker instead. */
  close(): void {
    if (this.#inside.session !== null) closeSession(this.#inside.session);
    this.#inside.session = null;
  }

  async #ourDesk(): Promise<Desk> {
    const { Desk: OurDesk } = await coordinate();
    this.#desk ??= new OurDesk(this.#world.origin, this.#world.send);
    return this.#desk;
  }

  async #open(passphrase: string, second?: Uint8Array): Promise<void> {
    const keys = await openVault(this.#world.files, passphrase, this.#world.random, second);
    const store = this.#world.openStore(keys);
    try {
      if ((await store.get('self', MEMBERSHIP)) === undefined) await (await coordinate()).adoptOldRows(this.#world, keys);
      const session = await openSession(this.#world, store, keys);
      await forgetLostDraftKeys(session);
      await forgetDue(session);
      if ((await store.get('counters', 'budget_limit')) !== undefined) await (await coordinate()).openMeter(session);
      startCourier(session);
      this.#inside.session = session;
    } catch (cause) {
      store.close();
      throw cause;
    }
    this.#inside.changed();
  }

  /** Opens what `setUp` has just made. An exchange follows at once, so that an invite can be made or a request be seen; if the relay is away now, later. */
  #enter(passphrase: string, setUp: () => Promise<void>): Promise<void> {
    return this.#door.take(async () => {
      await setUp();
      await this.#open(passphrase);
      await this.sync();
    });
  }
}
