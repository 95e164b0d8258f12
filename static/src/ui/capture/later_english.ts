/** What the list of parts and a shut gate say, in English: fetched with them. */
export const sections = {
  parts_close: 'Go on writing',
  state_empty: 'Empty',
  state_partly: 'Begun',
  state_complete: 'Answered',
  state_closed: 'Not open yet',
  answered: '{answered} of {questions} answered',
  stop_title: 'Please stop here',
  stop_keep: 'Keep the draft and close',
  stop_delete: 'Delete this record',
  stop_change: 'If something above was entered by mistake, you can change it.',
  delete_ask: 'Delete everything that was written in this record? Nobody can bring it back.',
  delete_yes: 'Yes, delete it',
  delete_no: 'No, keep it',
};
