/** Before every test: both languages are known, as on a phone that has fetched them. */
import { giveLabels } from '../../static/src/capture/default_form';
import * as english from '../../static/src/ui/languages/english';
import * as laterEnglish from '../../static/src/ui/languages/later_english';
import * as laterUrdu from '../../static/src/ui/languages/later_urdu';
import * as urdu from '../../static/src/ui/languages/urdu';

for (const { labels } of [english, laterEnglish]) giveLabels('en', labels);
for (const { labels } of [urdu, laterUrdu]) giveLabels('ur', labels);
