// An engine with known answers, for the tests of the screens alone. It speaks the same messages as the real one and holds nothing.
// A test chooses where the story stands by unlocking with JSON: the passphrase {"roles": ["documenter"]} opens a documenter's phone.
let state = {};
// What survives a lock is one word in a cache: that this phone belongs to a team.
const shelf = () => caches.open('fake-engine');
const belongs = async () => (await (await shelf()).match('/team')) !== undefined;
const keep = async () => (await shelf()).put('/team', new Response('yes'));
const enter = async (story) => { state = { door: 'open', ...story }; await keep(); };
const me = () => ({ deviceId: 'aa'.repeat(16), label: 'QA-17', roles: state.roles ?? ['documenter', 'coordinator', 'guardian', 'admin'], removed: false });
const refuse = (name) => { throw Object.assign(new Error(name), { refusal: name }); };
const WORDS = 'pen address tenant kit unknown crane balance gospel ladder horror trim gentle fog army nerve culture spider dawn lunar drip such morning spawn denial'.split(' ');
const handed = (count, kind, from) => Array.from({ length: count }, (_, i) => ({ record: (kind + i).padStart(32, '0'), open: state.own === 'open', pseudonym: `G-${(from + i).toString(36).toUpperCase()}7K2`, sealedAt: Date.UTC(2026, 10, 20, 9, from + i), state: kind }));
const team = [
  { ...me(), fingerprint: '3f2a 91bc 07de 5511 c0ff', me: true, sinceSeq: 0 },
  { deviceId: 'bb'.repeat(16), label: 'گواہ نویس ۲', roles: ['documenter'], removed: false, fingerprint: '88aa 12f0 93c4 7be1 004d', me: false, sinceSeq: 1 },
  { deviceId: 'cc'.repeat(16), label: 'KH-03', roles: ['coordinator', 'guardian'], removed: true, fingerprint: '5c11 0a9e ff02 41d7 93b8', me: false, sinceSeq: 2 },
];
const guardians = [['waiting', ''], ['false', ''], ['refused', 'ابھی محفوظ نہیں، گواہ کے گھر والے بھی خطرے میں ہیں']].map(([stand, why], i) => ({ guardian: team[i], stand, why }));
const asked = {
  id: 'd1'.repeat(32), record: '0a'.repeat(16), pseudonym: 'T-7KQ4M2', asker: team[1], time: Date.UTC(2026, 10, 22, 8), why: 'عدالت نے گواہ کو بلایا ہے', state: 'open', k: 2, guardians,
  isForMe: true, hiddenFrom: [], names: 'unknown', isHere: false,
};
const sync = () => ({ phase: 'idle', done: 0, total: 0, mediaDone: 0, mediaTotal: 0, lastSuccess: Date.UTC(2026, 10, 22, 8, 5), refusal: null, ...state.sync });
const V = (n) => n.toString(16).padStart(64, '0');
const own = () => {
  const said = (path, x, n) => ({ path, state: 'settled', parallel: false, values: [{ valueId: V(n), x: state.own === 'closed' ? null : x, authors: [me()], time: Date.UTC(2026, 10, 22, 7), why: null }] });
  const member = '00000001' + 'ab'.repeat(12);
  return {
    record: '3'.padStart(32, '0'), pseudonym: 'T-7KQ4M2', form: ['gawahi_default', state.version ?? '1'], waiting: 0, hasIdentity: true, history: [],
    paths: [said(['e_title'], 'بس سے اتارے گئے زائرین، مستونگ 🕯️', 1), said(['narrative'], 'My brother heard four soldiers at the bridge gate before dawn.', 2), said(['victim', member, 'v_age'], 34, 3)],
    members: [{ collection: 'victim', member, state: 'there' }],
  };
};
const rules = { quorum: 2, guardiansNeeded: 2, seal: 'kept', keptDays: 30, staleDays: 30, guardiansAtDesk: true, delayMinutes: 60, releaseKey: '', relayKey: 'ab'.repeat(32) };
const since = (seq, ...by) => ({ seq, time: Date.UTC(2026, 10, 20 + seq, 8), by: by.map((one) => team[one]) });
const acts = [{ act: 'remove', who: team[1], reason: 'taken' }];
const governing = {
  readers: () => ({
    members: team.map((one, i) => ({ ...one, removed: i === 2, since: since(i, 0), left: i === 2 ? since(3, 0, 1) : null, reason: i === 2 ? 'lost' : null, comparedOn: state.compared && i === 1 ? Date.UTC(2026, 10, 22) : null })),
    rules, admins: 2, quorumAdvised: state.advised ?? false, late: state.late ?? 0, renewalOwed: state.late > 0,
    history: [{ ...since(0, 0), acts: [{ act: 'admit', label: 'QA-17', fingerprint: team[0].fingerprint, roles: team[0].roles }, { act: 'rules', before: null, after: { ...rules, quorum: 1, seal: 'at_done' } }] }, { ...since(3, 0, 1), acts }],
  }),
  proposals: () => (state.proposals ? [
    { id: 'p1', time: Date.UTC(2026, 10, 22, 8), acts, signed: [team[1]], refused: [], needed: 2, state: 'open', mine: null },
    { id: 'p2', time: Date.UTC(2026, 10, 22, 9), acts: [{ act: 'rules', before: rules, after: { ...rules, delayMinutes: 0 } }], signed: [team[0]], refused: [team[1]], needed: 2, state: 'overtaken', mine: 'signed' },
  ] : []),
  signProposal: () => { state.proposals = false; return 'done'; },
  refuseProposal: () => undefined,
  proposeAgain: () => 'proposed',
  removeMember: () => 'done',
  changeRules: ({ quorum }) => (quorum > 2 ? refuse('roster_op') : 'proposed'),
  compared: (_, isSame) => { state.compared = isSame; },
  rosterAge: () => ({ days: 41, staleDays: 30, isStale: state.stale ?? false, isAccepted: state.accepted ?? false }),
  acceptOldRoster: () => { state.accepted = true; },
  joinBy: () => refuse('invite_expired'),
};
const formText = (n) => JSON.stringify({ id: 'oral', version: '1', title: { en: 'Oral history of the valley', ur: 'وادی کی زبانی تاریخ' }, lists: {}, q: [
  { n: 'name', t: 'text', l: { en: 'Name', ur: 'نام' }, cls: 'direct', cmp: 'identity' }, { n, t: 'text', l: { en: 'What was it?', ur: 'کیا تھا؟' }, cls: 'sensitive', cmp: 'testimony' },
] });
const forms = {
  list: () => (state.forms ?? []).map((form, i) => ({ id: 'oral', version: `${i + 1}-0123456789abcdef`, title: { en: 'Oral history of the valley', ur: 'وادی کی زبانی تاریخ' }, by: team[0], at: Date.UTC(2026, 10, 22, 8), inUse: true, endedBy: null, delivered: true, ...form })),
  form: (id, version) => (version.startsWith('9') ? null : formText('what')),
  say: () => { state.forms = [...(state.forms ?? []), { delivered: false }]; return '1-0123456789abcdef'; },
  end: () => { state.forms = state.forms.map((form) => ({ ...form, inUse: false, endedBy: team[2] })); },
};
const answers = {
  door: async () => state.door ?? ((await belongs()) ? 'locked' : 'new'),
  suggestPassphrase: () => 'harbor velvet canyon ripple modest ladder',
  passphraseStrength: (typed) => (typed.length < 12 ? { power: 9, level: 'weak', why: 'short' } : { power: typed.length, level: typed.length < 18 ? 'fair' : 'strong', why: null }),
  found: (name, label, passphrase, code) => { if (name === 'coded' && code !== '1234') refuse('founding_code'); return enter({ team: name }); },
  readInvite: (link) => (link.includes('#join=') && !link.endsWith('broken') ? { team: 'Quetta گواہی ٹیم', roles: ['documenter'], inviterFingerprint: '3f2a 91bc 07de 5511 c0ff', expires: Date.UTC(2026, 10, 29, 8) } : refuse('invite_damaged')),
  join: () => enter({ admitted: false, roles: ['documenter'] }),
  unlock: (passphrase) => { if (!passphrase.startsWith('{')) refuse('wrong_passphrase'); return enter(JSON.parse(passphrase)); },
  startDemo: () => enter({ demo: true, team: 'Mastung' }),
  appName: async () => (await (await fetch('/name.json')).json()).name,
  ownTestimony: () => {
    const gone = state.own === 'gone' || state.forgotten;
    return {
      handed: { ...handed(1, 'delivered', 5)[0], open: state.own === 'open' }, testimony: gone ? null : own(),
      open: gone || state.own === 'closed' ? null : { until: state.until ?? null },
    };
  },
  correct: () => undefined,
  forgetOwn: () => { state.forgotten = true; },
  erase: async () => { state = {}; await (await shelf()).delete('/team'); },
  destroyKeys: () => undefined,
  passphrases: () => ({ hasSecond: state.hasSecond ?? false, tapsErase: state.tapsErase ?? false }),
  changePassphrase: (current) => { if (current !== 'the old one') refuse('wrong_passphrase'); },
  addSecond: ({ fresh }) => { if (fresh === 'used already somewhere') refuse('passphrase_used'); state.hasSecond = true; },
  removeSecond: () => { state.hasSecond = false; },
  setTapsErase: (erases) => { state.tapsErase = erases; },
  overview: () => ({
    team: state.team ?? 'Quetta گواہی', demo: state.demo ?? false, me: me(), fingerprint: team[0].fingerprint, admitted: state.admitted ?? true, sync: sync(), drafts: state.empty ? 0 : 2,
    sealing: state.sealing ?? { when: 'atDone' }, handed: state.empty ? { sealed: 0, delivered: 0, readable: 0 } : { sealed: 2, delivered: 3, readable: 23 },
    queue: { records: 29, conflicts: 1, waiting: 2, quarantined: 1 }, joinRequests: state.requests ?? 1, openings: { open: 2, forMe: 1 }, keysDue: state.care?.due?.length > 0, findings: state.findings ?? [], teamForms: state.forms ? 1 : 0, releasePinned: state.release !== undefined, persisted: state.persisted ?? null, tapsErase: state.tapsErase ?? false,
  }),
  teamForms: (call, ...args) => forms[call](...args),
  compileForm: () => (state.desk ? state.desk : refuse('not_found')),
  release: () => ({ pinned: state.release !== undefined, running: 'signed', offered: 'unknown', signedOn: null, since: null, ...state.release }),
  setPersisted: (persisted) => { state.persisted = persisted; },
  findingSeen: (id) => { state.findings = state.findings.filter((one) => one.id !== id); },
  drafts: () => (state.empty ? [] : state.drafts ?? [
    { id: '01'.repeat(16), formId: 'gawahi_default', formVersion: '1', answers: { fields: { e_title: 'بس سے اتارے گئے زائرین، مستونگ 🕯️' }, members: {} }, at: 'event', changed: Date.UTC(2026, 10, 22, 7) },
    { id: '02'.repeat(16), formId: 'gawahi_default', formVersion: '1', answers: { fields: {}, members: {} }, at: 'consent', changed: Date.UTC(2026, 10, 21, 7) },
  ]),
  handed: () => (state.empty ? [] : [...handed(2, 'sealed', 1), ...handed(3, 'delivered', 5), ...handed(23, 'readable', 10)]),
  sync: () => { const wait = sync(); postMessage({ event: { kind: 'sync', state: { ...wait, phase: 'working', done: 3, total: 12 } } }); return wait; },
  attend: (seen) => { state.attended = [...(state.attended ?? []), seen]; },
  dataBudget: () => ({ limitBytes: 2_000_000, isMobile: true, leftBytes: 700_000, isAsked: true, applies: true, ...state.budget }),
  setDataBudget: (limitBytes, isMobile) => { state.budget = { limitBytes, isMobile, applies: isMobile }; },
  sendAnyway: () => { state.sync = {}; return sync(); },
  carrying: () => ({ waiting: state.empty ? 0 : 5, writtenOn: state.empty ? null : Date.UTC(2026, 10, 21), files: state.empty ? [] : [
    { id: 'f1', letters: 12, delivered: 12, isWritten: false }, { id: 'f2', letters: 3, delivered: 0, isWritten: false },
  ] }),
  writeLetters: () => ({ name: '3fa9c07b.bin', bytes: new Uint8Array([71, 87, 66, 49]), letters: 5, left: 0 }),
  writeReceipts: () => ({ name: '11aa22bb.bin', bytes: new Uint8Array([71, 87, 66, 49, 2]), letters: 12, left: 0 }),
  takeFile: (bytes) => { if (bytes[0] !== 71) refuse('malformed'); return { kind: 'letters', taken: 4, forOthers: 0, refused: { wrong_team: 1 }, isKnown: false }; },
  forgetFile: () => undefined,
  team: () => ({ name: 'Quetta', members: team, requests: [{ id: 'r1', label: 'QA-22', fingerprint: '1d2e 3f40 5162 7384 95a6', roles: ['documenter'] }], quorum: 1, guardiansNeeded: 2 }),
  invite: (roles) => ({ id: 'i1', link: `${location.origin}/#join=${'R1dRMQ'.repeat(23)}`, roles, expires: Date.UTC(2026, 10, 29, 8), onlyThisComputer: true }),
  revokeInvite: () => undefined,
  admit: () => 'done',
  govern: (call, ...args) => governing[call](...args),
  keysCare: () => ({ due: [], matters: true, rehearsed: 1, fileDay: Date.UTC(2026, 10, 20), paperDay: null, drillDay: null, hasRoot: true, rolling: 'none', oldKeys: null, guardsNames: true, isAdmin: true, hasSecondFactor: false, ...state.care }),
  rehearse: (typed, fromMemory) => { if (typed !== 'harbor velvet canyon ripple modest ladder') return false; state.care = { ...state.care, due: [], rehearsed: fromMemory ? 2 : 1 }; return true; },
  paperCopy: () => ({ words: WORDS, note: `https://relay.example.org/#return=${'R1dQMQ'.repeat(40)}` }),
  strangeWords: (typed) => typed.split(' ').flatMap((word, at) => (WORDS.some((known) => known.startsWith(word)) ? [] : [at + 1])),
  paperTyped: (typed) => { if (typed !== WORDS.join(' ')) refuse('words_wrong'); },
  writeBackup: () => ({ name: '5be0c1d2.bin', bytes: new Uint8Array([71, 87, 75, 49]), letters: 0, left: 0 }),
  drill: (source) => { if (source.passphrase === 'wrong') refuse('wrong_passphrase'); return { own: true, opened: 29, tried: 29, shares: 24, leadsBack: source.kind === 'file' }; },
  rollKeys: () => { if (state.care?.rolling === 'taken_over') { state.care = {}; return 'done'; } return 'locks'; },
  readReturn: (source, link) => (source.kind === 'words' && link === null ? refuse('invite_damaged') : { team: 'Quetta گواہی ٹیم', label: source.kind === 'file' ? 'KH-03' : null }),
  returnWith: (source) => { if (source.passphrase === 'removed') refuse('author_not_member'); return enter({}); },
  openings: () => ({ requests: [asked, { ...asked, id: 'd2'.repeat(32), state: 'opened', isForMe: false, hiddenFrom: [] }], unreadable: 1 }),
  guardedNames: () => [{ box: 'b0'.repeat(32), no: 0, k: 2, guardians: guardians.map(({ guardian }) => guardian), present: 2, asked: null }],
  openingDeed: (deed) => { if (deed.do === 'release') asked.isForMe = false; },
  openName: () => ({ pseudonym: asked.pseudonym, form: ['gawahi_default', '1'], fields: [{ path: ['s_name'], value: 'زہرا بی‌بی' }], by: null, isGenuine: false }),
  queue: () => [],
  desk: () => ({ present: false, state: 'new', team: null, records: 0 }),
};
addEventListener('message', async ({ data: { id, method, args } }) => {
  try {
    if (!answers[method]) throw new Error(`no answer for ${method}`);
    postMessage({ id, ok: await answers[method](...args) });
    if (['setPersisted', 'admit', 'setDataBudget', 'findingSeen', 'rehearse', 'addSecond', 'removeSecond', 'setTapsErase', 'forgetOwn', 'correct'].includes(method) || (method === 'teamForms' && ['say', 'end'].includes(args[0])) || (method === 'govern' && !['readers', 'proposals', 'rosterAge'].includes(args[0]))) postMessage({ event: { kind: 'changed' } });
  } catch (reason) {
    postMessage({ id, refusal: reason.refusal ?? 'app_failed', detail: reason.message });
  }
});
