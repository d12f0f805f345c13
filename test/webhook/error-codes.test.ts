import { describe, expect, it } from 'vitest';
import { codeRanges, errorCode, errorCodes } from '../../src/webhook/error-codes.ts';

describe('errorCode', () => {
  it('knows the codes that receivers meet', () => {
    const met = [
      0, 1, 2, 3, 4, 10, 33, 100, 190, 368, 2046, 80007, 130429, 130472, 130497, 131000, 131005, 131008, 131009, 131016,
      131020, 131021, 131026, 131030, 131031, 131035, 131037, 131041, 131042, 131045, 131047, 131048, 131049, 131050,
      131051, 131052, 131053, 131056, 131057, 131059, 131060, 131062, 131063, 131064, 132000, 132001, 132005, 132007,
      132008, 132012, 132015, 132016, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015,
      133016, 134011, 135000, 137000, 2593107, 2593108, 2593109, 2494100, 2593079, 2593085, 200005, 200006, 200007,
    ];
    expect(met.filter((code) => errorCode(code) === undefined)).toEqual([]);
  });

  it.each([
    [200, 'API Permission'],
    [299, 'API Permission'],
    [131201, 'Group error'],
    [131215, 'Group error'],
    [138000, 'Calling error'],
    [138018, 'Calling error'],
    [139004, 'Flow error'],
    [139103, 'Block-user error'],
    [147005, 'Business username error'],
    [2388023, 'Template or account setup error'],
  ])('knows %i by its family', (code, title) => {
    expect(errorCode(code)?.title).toBe(title);
  });

  it('does not guess', () => {
    for (const code of [-1, 199, 300, 131046, 138019, Number.NaN]) expect(errorCode(code)).toBeUndefined();
  });

  it('says of each what to do, in a sentence', () => {
    for (const { title, whatToDo } of [...errorCodes.values(), ...codeRanges]) {
      expect(title).toMatch(/\S$/);
      expect(whatToDo).toMatch(/^[A-Z].{10,110}\.$/);
    }
  });
});
