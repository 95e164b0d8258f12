/** A part of the app could not be fetched. The browser remembers that, so another try begins with the page. */
import { Button } from './Button';
import { RefusalNotice } from './RefusalNotice';
import { w } from './words';

export function NotFetched({ refusal }: { readonly refusal: unknown }) {
  if (refusal === null) return null;
  return (
    <>
      <RefusalNotice refusal={refusal} />
      <Button kind="primary" onClick={() => location.reload()}>
        {w('later_again')}
      </Button>
    </>
  );
}
