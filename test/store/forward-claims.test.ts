import { describe, expect, it } from 'vitest';
import { claimOwn, readClaims, releaseClaim, takeOver } from '../../src/store/forward-claims.ts';
import { temporaryFolder } from '../support/fake-io.ts';

const nobody = () => false;

describe('a claim', () => {
  it('is taken over by one alone, when its owner is gone, and remembers who delivered', async () => {
    const stateDir = temporaryFolder();
    await claimOwn(stateDir, 'a', 1);
    expect(await takeOver(stateDir, { owner: 'b', pid: 2, isRunning: (pid) => pid === 1 })).toEqual([]);

    const contenders = ['b', 'c', 'd'].map((owner, n) => takeOver(stateDir, { owner, pid: 2 + n, isRunning: nobody }));
    const taken = (await Promise.all(contenders)).flat();
    // One of them may take over from another that counts as gone here, but each time it is one alone.
    expect(taken.length).toBeGreaterThan(0);
    const [claim] = await readClaims(stateDir, nobody);
    expect(claim?.session).toBe('a');
    expect(claim?.deliverers[0]).toBe('a');
    expect(claim?.deliverers).toHaveLength(1 + taken.length);
  });

  it('of a process whose number we have now is that of one that is gone', async () => {
    const stateDir = temporaryFolder();
    await claimOwn(stateDir, 'a', 7);
    const taken = await takeOver(stateDir, { owner: 'b', pid: 7, isRunning: () => true });
    expect(taken).toEqual([{ session: 'a', deliverers: ['a'] }]);
    await releaseClaim(stateDir, { session: 'a', deliverers: [] }, 'b', 7);
    expect(await readClaims(stateDir, nobody)).toEqual([]);
  });
});
