/** The screens that a first testimony does not need: a script of its own, so that a phone's first load is small. Fetched through `Later.tsx` only. */
export { ExportScreen } from './publish/ExportScreen';
export { Queue } from './review/Queue';
export { TestimonyScreen } from './review/TestimonyScreen';
export { Settings } from './settings/Settings';
export { TeamScreen } from './team/TeamScreen';
