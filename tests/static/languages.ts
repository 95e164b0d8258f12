/** Before every test: both languages are known, as on a phone that has fetched them. */
import { giveLabels } from '../../static/src/capture/default_form';
import * as english from '../../static/src/ui/languages/english';
import * as urdu from '../../static/src/ui/languages/urdu';

giveLabels('en', english.labels);
giveLabels('ur', urdu.labels);
