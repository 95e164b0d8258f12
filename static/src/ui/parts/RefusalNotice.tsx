/** A refusal in the reader's language: what happened and what to do next. Takes what was caught, or a refusal's name. */
import { isRefusal, isRefusalName, type RefusalName } from '../../format/refusals';
import { sentencesOf } from '../refusals/sentences';
import { Notice } from './Notice';

/** Whatever is not a refusal is a mistake of ours, and said as one. */
function nameOf(refusal: unknown): RefusalName {
  if (isRefusal(refusal)) return refusal.name;
  return typeof refusal === 'string' && isRefusalName(refusal) ? refusal : 'app_failed';
}

export function RefusalNotice({ refusal }: { readonly refusal: unknown }) {
  if (refusal === null || refusal === undefined) return null;
  const [happened, next] = sentencesOf(nameOf(refusal));
  return (
    <Notice tone="danger" title={happened}>
      <p>{next}</p>
    </Notice>
  );
}
