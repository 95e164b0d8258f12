/** One export from question to files: what is asked, what the desk answered, and whether the answer still belongs to the question. */
import { useSignal, type Signal } from '@preact/signals';
import { isRefusal } from '../../format/refusals';
import type { Purpose } from '../../journey';
import type { ExportReport, ExportRequest } from '../../journey/publishing';
import { engine } from '../engine';
import { useAction, type Action } from '../parts/action';
import { westernDigits } from '../review/typed';
import { isPreviewOf, LEAST_K, PROTECTING, readK, type ByHand } from './asking';

export interface Previewed {
  readonly request: ExportRequest;
  /** Null if the desk refused without a report. */
  readonly report: ExportReport | null;
  readonly refusal: string | null;
}

export interface Exporting {
  readonly purpose: Signal<Purpose>;
  readonly typedK: Signal<string>;
  readonly byHand: Signal<ByHand>;
  /** Null while what is typed is no number that protects anybody. */
  readonly request: ExportRequest | null;
  readonly previewed: Previewed | null;
  readonly made: ExportReport | null;
  /** False if something was changed since the preview. */
  readonly isFresh: boolean;
  readonly canMake: boolean;
  readonly preview: Action<[]>;
  readonly make: Action<[]>;
}

/** The desk refuses either inside a report or by name; both protect, and both are shown the same way. */
async function ask(request: ExportRequest, answer: Promise<ExportReport>): Promise<Previewed> {
  try {
    const report = await answer;
    return { request, report, refusal: report.allowed ? null : (report.refusal ?? 'k_not_reached') };
  } catch (reason) {
    if (isRefusal(reason) && PROTECTING.includes(reason.name)) return { request, report: null, refusal: reason.name };
    throw reason;
  }
}

export function useExporting(): Exporting {
  const purpose = useSignal<Purpose>('statistics');
  const typedK = useSignal(String(LEAST_K.statistics));
  const byHand = useSignal<ByHand>({});
  const previewed = useSignal<Previewed | null>(null);
  const made = useSignal<ExportReport | null>(null);
  const k = readK(westernDigits(typedK.value.trim()), purpose.value);
  const request = k === null ? null : { purpose: purpose.value, k, levels: byHand.value };
  const isFresh = request !== null && isPreviewOf(request, previewed.value?.request ?? null);
  const canMake = isFresh && previewed.value?.refusal === null && made.value === null;
  const preview = useAction(async () => {
    if (request === null) return;
    made.value = null;
    previewed.value = await ask(request, engine.previewExport(request));
  });
  const make = useAction(async () => {
    if (request === null || !canMake) return;
    const answer = await ask(request, engine.makeExport(request));
    if (answer.refusal === null) made.value = answer.report;
    else previewed.value = answer;
  });
  return { purpose, typedK, byHand, request, previewed: previewed.value, made: made.value, isFresh, canMake, preview, make };
}
