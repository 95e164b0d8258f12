/**
 * The one Trusted Types policy, `app`: it lets no script run beside the page but the service worker, the engine and what the build
 * vouches for (vouched.ts).
 *
 * There is no policy for HTML at all, so nothing that a person wrote can ever become a part of the page's code.
 */
interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

export const SERVICE_WORKER = '/sw.js';
const allowed = new Set([SERVICE_WORKER]);

const rules: ScriptPolicy = {
  createScriptURL(url) {
    if (!allowed.has(url)) throw new TypeError(`not one of this app's scripts: ${url}`);
    return url;
  },
};
declare const trustedTypes: PolicyFactory | undefined;
// Firefox and Safari got Trusted Types late; a browser without them keeps the same rule by itself.
const policy = typeof trustedTypes === 'undefined' ? rules : trustedTypes.createPolicy('app', rules);

/** Called with addresses that the build wrote, and with no others. */
export function allowScript(url: string): void {
  allowed.add(url);
}

export function trustedScript(url: string): string {
  return policy.createScriptURL(url);
}
