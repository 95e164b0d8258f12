/** The name that the server gives the app on its phones (server/naming.py): words to show, and nothing that anything depends on. */
import { fields } from './answers';
import type { Send } from './transport';

/** As long as the server lets one be. */
const LIMIT = 30;

/** Empty if it cannot be had. */
export async function appName(send: Send, origin: string): Promise<string> {
  const response = await send(`${origin}/name.json`, {});
  return response.ok ? fields(await response.json()).text('name').slice(0, LIMIT) : '';
}
