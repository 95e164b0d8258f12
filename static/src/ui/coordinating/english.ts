/** What the coordinator's part of the home screen says, in English. */
export const coordinating = {
  examine: 'Examine and settle',
  queue: 'Testimonies',
  queue_all: '{n} in all',
  queue_conflicts_one: '{n} with differing accounts',
  queue_conflicts_other: '{n} with differing accounts',
  queue_waiting_one: '{n} waiting for a missing part',
  queue_waiting_other: '{n} waiting for missing parts',
  queue_aside_one: '{n} set aside because it could not be verified',
  queue_aside_other: '{n} set aside because they could not be verified',
  export: 'Export',
  export_note: 'Anonymised, only what witnesses allowed',
};
