/** Which form's words a testimony is read with. A form that is not on this device is not an error: its answers are shown by their raw names. */
import { DEFAULT_FORM } from '../../capture/default_form';
import { useAnswerOnce } from '../capture/once';
import { teamForm } from '../forms/asking';
import { NO_QUESTIONS, questionsOf, type Questions } from './questions';

export interface KnownForm {
  readonly fit: 'same' | 'other_version' | 'none';
  readonly questions: Questions;
}

const NOT_HERE: KnownForm = { fit: 'none', questions: NO_QUESTIONS };
const defaultQuestions = questionsOf(DEFAULT_FORM);

/** By the form that comes with the app; null for any other. */
function ownForm([id, version]: readonly [string, string]): KnownForm | null {
  if (id !== DEFAULT_FORM.id) return null;
  return { fit: version === DEFAULT_FORM.version ? 'same' : 'other_version', questions: defaultQuestions };
}

async function formOfTeam([id, version]: readonly [string, string]): Promise<KnownForm> {
  const form = await teamForm(id, version);
  return form === null ? NOT_HERE : { fit: 'same', questions: questionsOf(form) };
}

/** Null while it is looked up. `form`: null for a record of which nothing was opened here. */
export function useKnownForm(form: readonly [string, string] | null): KnownForm | null {
  const own = form === null ? NOT_HERE : ownForm(form);
  const found = useAnswerOnce(async () => own ?? (form === null ? NOT_HERE : formOfTeam(form)), JSON.stringify(form));
  return own ?? found.value ?? (found.refusal === null ? null : NOT_HERE);
}
