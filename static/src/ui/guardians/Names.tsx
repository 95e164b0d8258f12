/** The screens about names, by what the address names: nothing (all requests), a testimony (who guards its name), or one request. */
import { Guarded } from './Guarded';
import { RequestScreen } from './RequestScreen';
import { Requests } from './Requests';

/** Hex digits of a testimony's id; a request's has twice as many. */
const RECORD_DIGITS = 32;

export function Names({ id }: { readonly id: string }) {
  if (id === '') return <Requests />;
  return id.length === RECORD_DIGITS ? <Guarded record={id} /> : <RequestScreen id={id} />;
}
