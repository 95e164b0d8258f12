import { describe, expect, it } from 'vitest';
import { parseArrival, parseRoute } from '../../../static/src/ui/route';

describe('the address', () => {
  it('leads to the screen that it names', () => {
    expect(parseRoute('#/testimony/0a1b')).toEqual({ place: 'testimony', id: '0a1b' });
    expect(parseRoute('#/queue')).toEqual({ place: 'queue', id: '' });
    expect(parseRoute('')).toEqual({ place: 'home', id: '' });
  });

  it('leads home if it names nothing, or a testimony that cannot be one', () => {
    expect(parseRoute('#/nowhere')).toEqual({ place: 'home', id: '' });
    expect(parseRoute('#/testimony')).toEqual({ place: 'home', id: '' });
    expect(parseRoute('#/record/گواہی')).toEqual({ place: 'home', id: '' });
  });

  it('tells an invite from the demonstration and from everything else', () => {
    expect(parseArrival('https://relay.example/#join=R1dRMQ')).toEqual({ kind: 'invite', link: 'https://relay.example/#join=R1dRMQ' });
    expect(parseArrival('https://relay.example/#demo')).toEqual({ kind: 'demo' });
    expect(parseArrival('https://relay.example/#/team')).toBeNull();
    expect(parseArrival('https://relay.example/')).toBeNull();
  });
});
