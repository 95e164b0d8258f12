/** The screens that a documenter does not need: a script of its own, so that a phone's first load is small. Fetched through `later.tsx` only. */
export { ExportScreen } from './publish/ExportScreen';
export { Queue } from './review/Queue';
export { TestimonyScreen } from './review/TestimonyScreen';
export { TeamScreen } from './team/TeamScreen';
