/** Each refusal's two sentences in the reader's language, as far as they were fetched (speak.ts). */
import type { RefusalName } from '../../format/refusals';
import type { Language } from '../say';
import { inDigits } from '../numerals';
import { digits, language } from '../words';

export type Sentences = readonly [happened: string, next: string];
/** What a person who only records can never be told: review, settling, administration, the desk. */
type LaterName =
  | 'roster_unknown'
  | 'signature'
  | 'receipt_wrong'
  | 'epoch_changed'
  | 'not_canonical'
  | 'roster_chain'
  | 'roster_signatures'
  | 'log_wrong'
  | 'log_rolled_back'
  | 'log_fork'
  | 'roster_withheld'
  | 'chunk_mismatch'
  | 'words_wrong'
  | 'passphrase_used'
  | 'withdrawal_number'
  | 'roster_op'
  | 'lockbox_recipients'
  | 'lockbox_commitment'
  | 'not_recipient'
  | 'stream_order'
  | 'padding'
  | 'replaces_several'
  | 'false_share'
  | 'shares_missing'
  | 'opening_closed'
  | 'opening_expired'
  | 'opening_hidden'
  | 'opening_mismatch'
  | 'invite_used'
  | 'team_exists'
  | 'founding_code'
  | 'replayed'
  | 'desk_locked'
  | 'desk_not_admitted'
  | 'desk_exists'
  | 'k_not_reached'
  | 'nothing_to_export'
  | 'risk_too_high'
  | 'would_stand_out'
  | 'ledger_damaged'
  | 'export_overtaken'
  | 'k_too_small'
  | 'budget_spent'
  | 'wrong_media_type'
  | 'release_wrong'
  | 'desk_needed';
export type FirstSentences = Readonly<Record<Exclude<RefusalName, LaterName>, Sentences>>;
export type LaterSentences = Readonly<Record<LaterName, Sentences>>;

const known = new Map<Language, Partial<Record<RefusalName, Sentences>>>();

export function learnRefusals(into: Language, sentences: Partial<Record<RefusalName, Sentences>>): void {
  known.set(into, { ...known.get(into), ...sentences });
}

/** Words that are not here yet are those of a mistake of ours: an empty place on a screen would be worse. */
export function sentencesOf(name: RefusalName): Sentences {
  const sentences = known.get(language.value)?.[name] ?? known.get(language.value)?.app_failed;
  if (sentences === undefined) throw new Error(`no words for ${name}`);
  const [happened, next] = sentences;
  return [inDigits(happened, language.value, digits.value), inDigits(next, language.value, digits.value)];
}
