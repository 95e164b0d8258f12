/**
 * Fetches a script, and the style that belongs to it, only when it is asked for and only if its bytes are those of this build.
 *
 * `Integrity-Policy` refuses every script that carries no digest, and `import()` cannot name one. A script element can: what it has checked lies in the
 * page's module map, and `import()` takes it from there without asking the network again. Addresses and digests stand in the page
 * (build/precache.ts), because a script cannot name the digest of one that names it.
 */
import { Refusal } from '../format/refusals';
import { allowScript, trustedScript } from './trusted';

/** A browser never asks twice for a module that failed, so neither do we: another try begins with `location.reload()`. */
const asked = new Map<string, Promise<unknown>>();

interface File {
  readonly url: string;
  readonly integrity: string;
}

/** None with the development server, which lets every script run. */
function filesOf(name: string): readonly File[] {
  const entries = [...document.querySelectorAll<HTMLMetaElement>('meta[name="later"]')].map(({ content }) => content.split(' '));
  return entries.flatMap(([about, url = '', integrity = '']) => (about === name ? [{ url, integrity }] : []));
}

function scriptOf(url: string): HTMLScriptElement {
  const script = document.createElement('script');
  script.type = 'module';
  allowScript(url);
  script.src = trustedScript(url);
  return script;
}

function styleOf(url: string): HTMLLinkElement {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = url;
  return style;
}

function put({ url, integrity }: File): Promise<void> {
  const element = url.endsWith('.css') ? styleOf(url) : scriptOf(url);
  element.integrity = integrity;
  element.crossOrigin = 'anonymous';
  return new Promise((resolve, reject) => {
    element.addEventListener('load', () => resolve());
    element.addEventListener('error', () => reject(new Refusal('relay_unreachable', `${url} could not be fetched whole`)));
    document.head.append(element);
  });
}

/** `load` is the `import()` of the script that the build calls `name`. Rejects with the refusal `relay_unreachable`. */
export async function vouched<Exports>(name: string, load: () => Promise<Exports>): Promise<Exports> {
  const files = asked.get(name) ?? Promise.all(filesOf(name).map(put));
  asked.set(name, files);
  await files;
  return load();
}
