import { Refusal } from '../../../static/src/format/refusals';

/** The name by which something is refused, or what happened instead. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (cause) {
    return cause instanceof Refusal ? cause.name : `threw ${String(cause)}`;
  }
  return 'accepted';
}
