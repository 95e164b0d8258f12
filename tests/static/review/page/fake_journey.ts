/**
 * A Journey in memory for looking at the coordinator's screens: the Mastung case, edits that really replace what they name, a desk in any state.
 * For pictures and for trying the screens in a browser only; the real engine has the rules.
 */
import type { DeskStatus, Edit, Hex, Journey, JourneyEvent, PathView, QueueEntry, SyncState, Testimony } from '../../../../static/src/journey';
import type { ExportReport, ExportRequest } from '../../../../static/src/journey/publishing';
import { amina, bilal, EVENING, gul, mastung, RECORD } from '../case';

type Called = 'queue' | 'testimony' | 'edit' | 'decide' | 'desk' | 'joinDesk' | 'unlockDesk' | 'previewExport' | 'makeExport' | 'suggestPassphrase' | 'passphraseStrength';
export type FakeJourney = Pick<Journey, Called>;

const titles = ['Pilgrims taken off a bus, Mastung', 'امدادی گاڑی پر فائرنگ', null, 'Totals killed since 1999, as given by a source', 'چوالیس مقدمات کا نتیجہ'];

function entry(index: number): QueueEntry {
  return {
    record: index === 0 ? RECORD : index.toString(16).padStart(32, 'e'),
    pseudonym: `QA-${(7_919 * (index + 3)).toString(36).toUpperCase()}`,
    title: titles[index % titles.length] ?? null,
    authors: index % 3 === 0 ? [amina, bilal] : index % 3 === 1 ? [bilal] : [gul],
    lastTime: EVENING - index * 5_400_000,
    conflicts: index === 0 ? 2 : index === 4 ? 1 : 0,
    parallel: index % 4 === 0 ? 1 : 0,
    waiting: index === 0 ? 1 : index === 2 ? 2 : 0,
    unread: index < 3,
    hasIdentity: index % 2 === 0,
    withdrawn: index === 3,
  };
}

const sent: SyncState = { phase: 'working', done: 0, total: 1, mediaDone: 0, mediaTotal: 0, lastSuccess: EVENING, refusal: null, delayed: false };
const levels: ExportReport['levels'] = {
  date: { level: 4, name: 'year', of: 6 },
  place: { level: 2, name: 'admin1', of: 4 },
  age: { level: 2, name: 'age group', of: 4 },
  ethnic: { level: 2, name: '*', of: 2 },
};

function report(request: ExportRequest, folder: string | null): ExportReport {
  const refusal = request.k > 20 ? 'risk_too_high' : request.purpose === 'court_nat' ? 'nothing_to_export' : null;
  const held: ExportReport = {
    allowed: true,
    refusal: null,
    considered: 64,
    exported: 51,
    withheldByConsent: 11,
    disputedValues: 2,
    waiting: 2,
    limits: { k: request.k, highestRisk: 1 / 11, globalRisk: 0.03 },
    risk: { uniqueBefore: 83, smallestClass: 12, prosecutor: 1 / 12, journalist: 1 / 15, marketer: refusal === null ? 0.027 : 0.063, over: refusal === null ? [] : ['global'] },
    worst: [
      { record: '0a1b2c3d'.repeat(4), group: 1, facts: 1 },
      { record: '4e5f6071'.repeat(4), group: 1, facts: 3 },
      { record: '8293a4b5'.repeat(4), group: 2, facts: null },
    ],
    proposals: refusal === 'risk_too_high' ? [{ k: 34, highestRisk: 1 / 34, globalRisk: 0.021 }] : [],
    withdrawn: [{ name: '2026-11-20-public_anon-5a0f11c2', day: '2026-11-20', purpose: 'public_anon', testimonies: 1 }],
    levels,
    tables: [
      { name: 'records', rows: 51, smallestClass: 14, classes: 2 },
      { name: 'victim', rows: 71, smallestClass: 12, classes: 2 },
      { name: 'act', rows: 60, smallestClass: 13, classes: 2 },
    ],
    files: folder === null ? [] : ['records.csv', 'victim.csv', 'act.csv', 'datapackage.json', 'dictionary.json', 'methods.txt', 'manifest.json'].map((name, index) => ({ name, bytes: 1_234 * (index + 3), sha256: `${index}4c1d9a7`.repeat(8) })),
    folder,
  };
  return refusal === null ? held : { ...held, allowed: false, refusal, files: [], folder: null };
}

function applied(testimony: Testimony, edits: readonly Edit[], why: string | null, id: Hex): Testimony {
  let paths = testimony.paths;
  for (const { path, x, sawValueIds } of edits) {
    const covers = (view: PathView) => path.every((part, index) => view.path[index] === part) && (path.length === 2 || view.path.length === path.length);
    const kept = paths.map((view) => (covers(view) ? { ...view, values: view.values.filter((value) => !sawValueIds.includes(value.valueId)) } : view));
    const left = kept.find((view) => view.path.join() === path.join())?.values ?? [];
    const values = [...left, { valueId: id, x, authors: [amina], time: Date.now(), why }];
    const view: PathView = { path, values, parallel: false, state: new Set(values.map((value) => JSON.stringify(value.x))).size > 1 ? 'conflict' : 'settled' };
    paths = [...kept.filter((one) => one.values.length > 0 && one.path.join() !== path.join()), view];
  }
  const ops = edits.map(({ path, x }) => ({ path, x, why, replaced: [] }));
  return { ...testimony, paths, history: [...testimony.history, { changeId: id, author: amina, time: Date.now(), ops }] };
}

/** `tell` is what the worker would send unasked. `deskState` is where the desk stands at the beginning. */
export function fakeJourney(tell: (event: JourneyEvent) => void, deskState: DeskStatus['state'] | 'away', records: number): FakeJourney & { arrives: (edit: Edit) => void } {
  let testimony = mastung;
  let desk: DeskStatus = { present: deskState !== 'away', state: deskState === 'away' ? 'new' : deskState, team: deskState === 'open' ? 'کوئٹہ ٹیم' : null, records: 64, findings: [] };
  let changes = 0;
  const save = (edits: readonly Edit[], why: string | null) => {
    changes += 1;
    testimony = applied(testimony, edits, why, `f${changes}`.padEnd(64, '0'));
    tell({ kind: 'changed' });
    tell({ kind: 'sync', state: sent });
  };
  const open = () => {
    desk = { ...desk, state: 'open', team: 'کوئٹہ ٹیم' };
    return Promise.resolve(desk);
  };
  return {
    queue: () => Promise.resolve(Array.from({ length: records }, (_, index) => entry(index))),
    testimony: () => Promise.resolve(testimony),
    edit: (_record, edits) => Promise.resolve(save(edits, null)),
    decide: (_record, path, x, sawValueIds, why) => Promise.resolve(save([{ path, x, sawValueIds }], why)),
    desk: () => Promise.resolve(desk),
    joinDesk: open,
    unlockDesk: open,
    previewExport: (request) => Promise.resolve(report(request, null)),
    makeExport: (request) => Promise.resolve(report(request, '/home/amina/.local/share/gawahi/exports/2026-11-22-statistics')),
    suggestPassphrase: () => Promise.resolve('harbor cotton winter lemon bridge pencil'),
    passphraseStrength: () => Promise.resolve({ power: 20, level: 'strong', why: null }),
    arrives: (edit) => save([edit], null),
  };
}
