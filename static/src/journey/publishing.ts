/** What the desk is asked for, and what it answers: counts, risks and file names, never a testimony. */
import type { Hex, Purpose } from '../journey';

export interface ExportRequest {
  readonly purpose: Purpose;
  readonly k: number;
  /** Level by ladder name, 0 = as recorded; missing = the desk chooses the lowest that reaches k. */
  readonly levels: Readonly<Record<string, number>>;
}
export interface ExportTable {
  readonly name: string;
  readonly rows: number;
  readonly smallestClass: number;
  readonly classes: number;
}
/** An export attacked by the desk itself, over all tables and these joined: shares from 0 to 1. */
export interface ExportRisk {
  readonly uniqueBefore: number;
  readonly smallestClass: number;
  readonly prosecutor: number;
  readonly journalist: number;
  readonly marketer: number;
  readonly over: readonly ('empty' | 'highest' | 'global')[];
}
export interface ExportReport {
  readonly allowed: boolean;
  readonly refusal: string | null;
  readonly considered: number;
  /** How many testimonies leave, or would. */
  readonly exported: number;
  readonly withheldByConsent: number;
  readonly disputedValues: number;
  /** Testimonies that wait for a later export: beside an earlier one they would stand out in this. */
  readonly waiting: number;
  /** What may leave at most; shares from 0 to 1. */
  readonly limits: { readonly k: number; readonly highestRisk: number; readonly globalRisk: number };
  readonly risk: ExportRisk;
  /** Easiest to find, as recorded. For the coordinator alone, as is all of `risk`. */
  readonly worst: readonly { readonly record: Hex; readonly group: number; readonly facts: number | null }[];
  readonly proposals: readonly { readonly k: number; readonly highestRisk: number; readonly globalRisk: number }[];
  /** Earlier exports that hold testimonies which may no longer be used for their purpose. */
  readonly withdrawn: readonly { readonly name: string; readonly day: string; readonly purpose: Purpose; readonly testimonies: number }[];
  readonly levels: Readonly<Record<string, { readonly level: number; readonly name: string; readonly of: number }>>;
  readonly tables: readonly ExportTable[];
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  /** Where the files lie on this computer; null for a preview. */
  readonly folder: string | null;
}
