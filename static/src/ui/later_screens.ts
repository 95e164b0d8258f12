/** The screens that a first testimony does not need: a script of its own, so that a phone's first load is small. Fetched through `Later.tsx` only. */
export { CarryScreen } from './carry/CarryScreen';
export { Coordinating } from './coordinating/Coordinating';
export { DemoBand } from './demo/DemoBand';
export { Erase } from './erase/Erase';
export { Findings } from './findings/Findings';
export { Found } from './found/Found';
export { Try } from './found/Try';
export { KeysReminder } from './keys/KeysReminder';
export { KeysScreen } from './keys/KeysScreen';
export { Return } from './keys/Return';
export { ExportScreen } from './publish/ExportScreen';
export { Queue } from './review/Queue';
export { TestimonyScreen } from './review/TestimonyScreen';
export { Settings } from './settings/Settings';
export { UpdateCard } from './settings/UpdateCard';
export { TeamScreen } from './team/TeamScreen';
export { Threats } from './threats/Threats';
