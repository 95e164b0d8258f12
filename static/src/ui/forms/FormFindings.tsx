/** What was found in a form: once what a code means, then the places. */
import type { FormFinding } from '../../journey/forms';
import { w } from './words';

/** Those of server/forms/findings.py that a phone or a desk may find, and `name_taken`. */
export const CODES = [
  'circular', 'direct_outside_identity', 'duplicate_name', 'identity_leak', 'name_taken', 'no_ladder', 'reserved_name', 'syntax', 'too_large',
  'unclassified', 'unknown_ladder', 'unknown_list', 'unknown_question', 'unreadable', 'unsupported_entities', 'unsupported_external_choices',
  'unsupported_function', 'unsupported_path', 'unsupported_type', 'untranslated', 'choice_repeated', 'choice_unnamed', 'column_left_out',
  'dropped_for_safety', 'dropped_media', 'file_is_other', 'fixed_once', 'group_renamed', 'marks_removed', 'name_made_unique', 'names_nothing',
  'no_list_order', 'not_asked_yet', 'quotes_mended', 'shown_as', 'typed_by_hand', 'without_trigger',
] as const;
const MOST_PLACES = 8;

function meaningOf(code: string): string {
  const known = CODES.find((one) => one === code);
  return known === undefined ? `${w('code_other')} (${code})` : w(`code_${known}`);
}

function Places({ findings }: { readonly findings: readonly FormFinding[] }) {
  return (
    <>
      {findings.slice(0, MOST_PLACES).map(({ where, detail }) => (
        <small key={`${where} ${detail}`} class="finding-place">
          <bdi>{[where, detail].filter((part) => part !== '').join(': ')}</bdi>
        </small>
      ))}
      {findings.length > MOST_PLACES && <small>{w('places_more', { n: findings.length - MOST_PLACES })}</small>}
    </>
  );
}

export function Findings({ findings }: { readonly findings: readonly FormFinding[] }) {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return (
    <ul>
      {codes.map((code) => (
        <li key={code}>
          {meaningOf(code)}
          <Places findings={findings.filter((one) => one.code === code)} />
        </li>
      ))}
    </ul>
  );
}
