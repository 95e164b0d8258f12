/** The open desk: a purpose, the smallest group, a preview, and only then the export. What was changed after a preview must be previewed again. */
import type { DeskStatus, Purpose } from '../../journey';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { LEAST_K, PURPOSES, withLevel } from './asking';
import { useExporting, type Exporting } from './exporting';
import { Earlier } from './Earlier';
import { Levels } from './Levels';
import { Made } from './Made';
import { Protected } from './Protected';
import { Proposals } from './Proposals';
import { Report } from './Report';
import { Risks } from './Risks';
import { w } from './words';

function PurposeChoice({ chosen, choose }: { readonly chosen: Purpose; readonly choose: (purpose: Purpose) => void }) {
  return (
    <fieldset class="field">
      <legend class="field-label">{w('purpose')}</legend>
      <small>{w('purpose_hint')}</small>
      <div class="publish-purposes">
        {PURPOSES.map((purpose) => (
          <label class="pick" key={purpose}>
            <input type="radio" name="purpose" checked={chosen === purpose} onChange={() => choose(purpose)} />
            <span class="stack-close">
              <span>{w(purpose)}</span>
              <small>{w(`${purpose}_note`)}</small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Question({ exporting }: { readonly exporting: Exporting }) {
  const { purpose, typedK, byHand, request, preview, canMake } = exporting;
  const choose = (chosen: Purpose) => {
    purpose.value = chosen;
    typedK.value = String(LEAST_K[chosen]);
    byHand.value = {};
  };
  return (
    <Form onSubmit={preview.run}>
      <PurposeChoice chosen={purpose.value} choose={choose} />
      <Field label={w('k')} hint={w('k_hint')} error={request === null ? w('k_wrong', { n: LEAST_K[purpose.value] }) : null}>
        <input class="publish-k" inputMode="numeric" value={typedK.value} onInput={(event) => (typedK.value = event.currentTarget.value)} />
      </Field>
      <RefusalNotice refusal={preview.refusal} />
      {preview.busy && <Progress done={0} total={0} label={w('previewing')} />}
      <div class="row">
        <Button kind={canMake ? 'quiet' : 'primary'} type="submit" busy={preview.busy} disabled={request === null}>
          {w('preview')}
        </Button>
        <small>{w('preview_note')}</small>
      </div>
    </Form>
  );
}

function Preview({ exporting }: { readonly exporting: Exporting }) {
  const { previewed, typedK, byHand, isFresh } = exporting;
  if (previewed === null) return null;
  const setLevel = (ladder: string, level: number | null) => (byHand.value = withLevel(byHand.value, ladder, level));
  const take = (k: number) => {
    typedK.value = String(k);
    byHand.value = {};
  };
  return (
    <>
      {previewed.refusal !== null && <Protected refusal={previewed.refusal} isEmpty={previewed.report?.considered === 0} />}
      {previewed.report && (
        <>
          <Proposals report={previewed.report} take={take} />
          <Earlier report={previewed.report} />
          <Report report={previewed.report} title={w('report')} />
          <Risks report={previewed.report} />
          <Levels report={previewed.report} byHand={byHand.value} setLevel={setLevel} />
        </>
      )}
      {!isFresh && <Notice tone="calm">{w('stale')}</Notice>}
    </>
  );
}

export function AskExport({ status }: { readonly status: DeskStatus }) {
  const exporting = useExporting();
  const { made, make, canMake } = exporting;
  return (
    <>
      {status.findings.map((name) => (
        <RefusalNotice key={name} refusal={name} />
      ))}
      {status.records === 0 ? (
        <Notice tone="calm" title={w('open_empty_title')}>
          <p>{w('open_empty')}</p>
        </Notice>
      ) : (
        <p class="soft">{w('open_records', { team: status.team ?? '', n: status.records })}</p>
      )}
      <Question exporting={exporting} />
      {made ? <Made report={made} /> : <Preview exporting={exporting} />}
      <RefusalNotice refusal={make.refusal} />
      {make.busy && <Progress done={0} total={0} label={w('making')} />}
      {canMake && (
        <div class="stack-close">
          <Button kind="primary" wide busy={make.busy} onClick={make.run}>
            {w('make')}
          </Button>
          <small>{w('make_note')}</small>
        </div>
      )}
    </>
  );
}
