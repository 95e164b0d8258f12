/** The page learns from the desk on this computer what the relay was caught at. */
import { describe, expect, it } from 'vitest';
import { deskStatus } from '../../../static/src/story/publish';
import { Desk } from '../../../static/src/sync/desk';

const finding = (name: string) => ({ name, author: null, before: 'signed', after: 'signed otherwise' });

function deskThatSays(findings: unknown): Desk {
  const status = { present: true, state: 'open', team: 'کوئٹہ', records: 3, findings };
  return new Desk('http://127.0.0.1:8001', () => Promise.resolve(new Response(JSON.stringify(status))));
}

describe('a desk that caught its relay', () => {
  it('tells each thing once, however often it happened', async () => {
    const desk = deskThatSays([finding('log_fork'), finding('log_rolled_back'), finding('log_fork')]);
    expect((await deskStatus(desk)).findings).toEqual(['log_rolled_back', 'log_fork']);
  });
  it('tells nothing where there is nothing to tell', async () => {
    expect((await deskStatus(deskThatSays([]))).findings).toEqual([]);
  });
  it('is not believed to have found nothing when it does not say', async () => {
    await expect(deskStatus(deskThatSays(undefined))).rejects.toMatchObject({ name: 'malformed' });
  });
});
