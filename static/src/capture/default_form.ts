/** The default testimony form, carried inside the app so that it is there without a network. */
import data from '../../../server/forms/gawahi_default.json';
import { readForm } from './form';

export const DEFAULT_FORM = readForm(data);
