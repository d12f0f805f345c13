import { describe, expect, it } from 'vitest';
import { createJunitReport } from '../../src/ui/junit.ts';
import { happened } from '../support/happened.ts';
import { junitIn } from '../support/junit-in.ts';

const planned = (...names: readonly string[]) => names.map((what, index) => ({ n: index + 1, what }));

describe('createJunitReport', () => {
  it('holds one test case a delivery, however often it was tried', () => {
    const { reader, xml } = createJunitReport();
    reader(happened('delivery.answered', { what: 'a', tookMs: 40, status: 500, ok: false, metaRepeatsInMs: 0 }));
    reader(happened('delivery.answered', { what: 'b', n: 2, tookMs: 1_500, reason: 'slower than 1 s' }));
    reader(happened('delivery.answered', { what: 'a', try: 2, virtualMs: 0, realMs: 41, tookMs: 10 }));
    reader(
      happened('delivery.answered', {
        what: 'c',
        n: 3,
        status: 413,
        ok: false,
        reason: 'too large',
        metaRepeatsInMs: 0,
      }),
    );
    reader(happened('delivery.failed', { what: 'd', n: 4, metaRepeatsInMs: 0 }));

    const { suites, suite, cases } = junitIn(xml(planned('a', 'b', 'c', 'd', 'e')));
    expect(suites).toMatchObject({ tests: '5', failures: '1', errors: '1', skipped: '1' });
    expect(suite).toMatchObject({
      name: 'replay to http://localhost:3000/hook',
      timestamp: expect.stringMatching(/Z$/),
    });
    expect(cases).toEqual([
      {
        name: '#1 a',
        time: 0.05,
        says: { 'system-out': '500 in 40 ms · Meta sends it again at once\n200 in 10 ms · try 2, +0 ms (41 ms)' },
      },
      { name: '#2 b', time: 1.5, says: { 'system-out': '200 in 1.5 s · slower than 1 s' } },
      {
        name: '#3 c',
        time: 0.012,
        says: {
          failure: 'Answered 413: too large. Meta sends it again at once.',
          'system-out': '413 in 12 ms · too large · Meta sends it again at once',
        },
      },
      {
        name: '#4 d',
        time: 0.003,
        says: {
          error: 'no answer (ECONNREFUSED): nothing listens there. Meta sends it again at once.',
          'system-out': 'after 3 ms · no answer (ECONNREFUSED): nothing listens there · Meta sends it again at once',
        },
      },
      { name: '#5 e', time: 0, says: { skipped: '' } },
    ]);
  });

  it('is XML whatever strangers wrote', () => {
    const hostile = '\u0000\u001b[31m\u0008]]> ]]>"\'<a>&amp;\ud800x\ufffe\uffff\u202e\r\n\t</testcase>';
    const { reader, xml } = createJunitReport();
    reader(happened('delivery.answered', { what: hostile, ok: false, status: 500, reason: hostile, to: hostile }));
    reader(happened('delivery.failed', { n: 2, what: hostile, code: hostile, reason: hostile }));

    const { suites, cases } = junitIn(xml(planned(hostile, hostile, hostile)));
    expect(suites).toMatchObject({ tests: '3', failures: '1', errors: '1', skipped: '1' });
    for (const { name } of cases) expect(name).toContain(`␛[31m␈]]> ]]>"'<a>&amp;\\u{d800}x`);
    expect(cases[0]?.says['failure']).toContain('</testcase>');
    expect(cases[0]?.says['system-out']).toContain(']] > ]] >');
  });

  it('is a report too when nothing was sent', () => {
    expect(junitIn(createJunitReport().xml(planned('a')))).toMatchObject({
      suites: { tests: '1', skipped: '1' },
      cases: [{ name: '#1 a' }],
    });
  });
});
