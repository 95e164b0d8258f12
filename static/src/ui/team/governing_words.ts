/** What the governing screens say: governing_english.ts and governing_urdu.ts beside this file. */
import type { Author } from '../../journey';
import type { Act, Rules } from '../../journey/governing';
import { roleNames } from '../parts/roles';
import { locales, words } from '../words';

export const w = words('governing');

export function labels(authors: readonly Author[]): string {
  return new Intl.ListFormat(locales(), { type: 'conjunction' }).format(authors.map(({ label }) => `\u2068${label}\u2069`));
}

/** To be compared, and read from left to right in any language. */
const inGroups = (key: string): string => `\u2066${key.replaceAll(/(.{4})(?=.)/g, '$1 ')}\u2069`;

/** Each rule as a sentence. */
export function rulesInWords({ quorum, guardiansNeeded, seal, keptDays, staleDays, delayMinutes, guardiansAtDesk, releaseKey, relayKey }: Rules): readonly string[] {
  return [
    w('rule_quorum', { n: quorum }),
    w('rule_names', { n: guardiansNeeded }),
    seal === 'kept' ? w('rule_kept', { n: keptDays }) : w(`rule_${seal}`),
    w('rule_stale', { n: staleDays }),
    delayMinutes === 0 ? w('rule_no_delay') : w('rule_delay', { n: delayMinutes }),
    ...(guardiansAtDesk ? [w('rule_desk')] : []),
    releaseKey === '' ? w('rule_no_release') : w('rule_release', { key: inGroups(releaseKey) }),
    w('rule_relay', { key: inGroups(relayKey.slice(0, 20)) }),
  ];
}

/** One operation as sentences: of rules only what differs from those before. */
export function actInWords(act: Act): readonly string[] {
  switch (act.act) {
    case 'admit':
      return [w('act_admit', { who: `\u2068${act.label}\u2069`, roles: roleNames(act.roles), fingerprint: `\u2066${act.fingerprint}\u2069` })];
    case 'remove':
      return [w('act_remove', { who: labels([act.who]), reason: w(`reason_${act.reason ?? 'none'}`) })];
    case 'rules': {
      const before = act.before === null ? [] : rulesInWords(act.before);
      return [w('act_rules'), ...rulesInWords(act.after).filter((rule) => !before.includes(rule))];
    }
    case 'redate':
      return [w('act_redate')];
    default:
      return act satisfies never;
  }
}
