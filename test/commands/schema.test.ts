import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo } from '../support/fake-io.ts';

async function schema(...args: readonly string[]) {
  const { io, out, err } = fakeIo();
  const code = await run(['schema', ...args], io);
  return { code, out: out(), err: err() };
}

describe('schema', () => {
  it('prints the JSON Schema of any webhook', async () => {
    const { code, out, err } = await schema();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:wa-webhook:schema:webhook',
      required: ['object', 'entry'],
      $defs: { messages: { type: 'object' }, account_update: { type: 'object' } },
    });
    expect(out).toContain('\n  "$id"');
  });

  it('prints the one of a field', async () => {
    const { code, out } = await schema('account_review_update');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      title: 'WhatsApp webhook: account_review_update',
      $defs: {
        account_review_update: {
          properties: {
            decision: { type: 'string', 'x-known-values': ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED'] },
          },
        },
      },
    });
  });

  it('prints it on one line with --json', async () => {
    const { out } = await schema('security', '--json');
    expect(out.trimEnd()).not.toContain('\n');
    expect(JSON.parse(out)).toHaveProperty('$defs.security');
  });

  it('exits 2 on a field that does not exist, and says what was meant', async () => {
    const { code, out, err } = await schema('mesages');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('There is no webhook field named "mesages". Did you mean "messages"?');
    expect(err).toContain('account_alerts, account_review_update');
  });

  it('offers nothing where nothing is near', async () => {
    expect((await schema('hologram')).err).not.toContain('Did you mean');
    expect((await schema('constructor')).code).toBe(2);
  });
});
