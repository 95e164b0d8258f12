/** What the coordinator asks the desk for, checked before it is sent. The desk checks again and may refuse; nothing here can release anything. */
import type { Purpose } from '../../journey';
import type { ExportReport, ExportRequest } from '../../journey/publishing';

export const PURPOSES: readonly Purpose[] = ['statistics', 'public_anon', 'un', 'court_nat', 'court_int', 'partner'];

/** What everybody may see needs larger groups than what people hold whom the team trusts. The desk refuses less. */
export const LEAST_K: Readonly<Record<Purpose, number>> = { statistics: 11, public_anon: 11, un: 5, court_nat: 5, court_int: 5, partner: 5 };
const MOST_K = 1_000;

/** Null if it is no whole number, or one that is too small for the purpose. */
export function readK(typed: string, purpose: Purpose): number | null {
  if (!/^\d{1,4}$/.test(typed)) return null;
  const k = Number(typed);
  return k >= LEAST_K[purpose] && k <= MOST_K ? k : null;
}

/** Level by ladder; what is missing the desk chooses. */
export type ByHand = ExportRequest['levels'];

export function withLevel(byHand: ByHand, ladder: string, level: number | null): ByHand {
  const others = Object.entries(byHand).filter(([name]) => name !== ladder);
  return Object.fromEntries(level === null ? others : [...others, [ladder, level]]);
}

/** An export is made only of what was previewed: a preview of another question is none. */
export function isPreviewOf(request: ExportRequest, previewed: ExportRequest | null): boolean {
  const key = (one: ExportRequest) => JSON.stringify([one.purpose, one.k, Object.entries(one.levels).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return previewed !== null && key(request) === key(previewed);
}

/** The smallest group over all tables and these joined, null if there is no table with rows. */
export function smallestGroup(report: ExportReport): number | null {
  return report.tables.some((table) => table.rows > 0) ? report.risk.smallestClass : null;
}

export function spokenShare(share: number, tongue: string): string {
  return new Intl.NumberFormat(tongue, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** Refusals that protected somebody: shown as good news with what to do next, not as a failure. */
export const PROTECTING: readonly string[] = ['k_not_reached', 'nothing_to_export', 'risk_too_high', 'would_stand_out'];

export function spokenBytes(bytes: number, tongue: string): string {
  const [amount, unit] = bytes < 1_000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(amount);
}
