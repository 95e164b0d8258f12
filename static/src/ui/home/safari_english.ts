/** What is said in a tab of Safari on a phone, in English: fetched with the later screens. */
export const safari = {
  title: 'First add {app} to the Home Screen',
  note: 'In a browser tab, this phone deletes what you record after some days without use. Tap Share, then "Add to Home Screen", and open {app} from there. If you have an invite, copy its link first and paste it there.',
};
