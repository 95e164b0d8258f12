/** Which form's words a testimony is read with. A form that this app does not have is not an error: its answers are shown by their raw names. */
import { DEFAULT_FORM } from '../../capture/default_form';
import { NO_QUESTIONS, questionsOf, type Questions } from './questions';

export interface KnownForm {
  readonly fit: 'same' | 'other_version' | 'none';
  readonly questions: Questions;
}

const defaultQuestions = questionsOf(DEFAULT_FORM);

export function knownForm([id, version]: readonly [string, string]): KnownForm {
  if (id !== DEFAULT_FORM.id) return { fit: 'none', questions: NO_QUESTIONS };
  return { fit: version === DEFAULT_FORM.version ? 'same' : 'other_version', questions: defaultQuestions };
}
