import { describe, expect, it } from 'vitest';
import { APP_SECRET, historyLines, listening, post, READY, signatureOf, textMessage } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const withTags = (id: string) => textMessage(id).replace('"text":{', '"text":{"ai_tags":["greeting"],');

describe('a webhook that holds what Meta does not document', () => {
  it('is answered, told afterwards, kept, explained and saved', async () => {
    const listen = await listening();
    expect((await post(listen.url, withTags('wamid.ONE'))).status).toBe(200);
    const drifted = await listen.next('webhook.drifted');
    expect(drifted).toMatchObject({ unknown: ['messages[0].text.ai_tags'], isNew: true });
    expect((await post(listen.url, textMessage('wamid.TWO'))).status).toBe(200);
    await listen.next('webhook.answered');
    await listen.stop();

    const types = historyLines(listen.cwd).map(({ type }) => type);
    expect(types.filter((type) => type === 'webhook.drifted')).toHaveLength(1);
    expect(types.indexOf('webhook.drifted')).toBeGreaterThan(types.indexOf('webhook.answered'));

    const id = String(drifted['id']);
    const explained = await runProgram(['explain', id, '--json', '--save-fixture', 'tagged'], { cwd: listen.cwd });
    expect({ exitCode: explained.exitCode, err: explained.err }).toEqual({ exitCode: 0, err: '' });
    expect(explained.events()).toMatchObject([
      {
        type: 'payload.explained',
        what: id,
        findings: [{ kind: 'unknown-property', path: 'messages[0].text.ai_tags' }],
      },
      { type: 'fixture.saved', path: 'fixtures/messages/tagged.json' },
    ]);

    const replayed = await runProgram(['replay', 'fixtures/messages/tagged.json', '--print', 'body'], {
      cwd: listen.cwd,
    });
    expect(replayed.out).toContain('ai_tags');
    expect(replayed.out).not.toContain('16505551234');
  });

  it('has a line of its own in the plain text output, once for each new shape', async () => {
    const listen = startProgram(['listen', '--no-tunnel', '--port', '0', '--app-secret', APP_SECRET]);
    const [, url = ''] = await until(() => READY.exec(listen.out()) ?? undefined, 'the ready line');
    for (const id of ['wamid.ONE', 'wamid.TWO']) {
      const body = withTags(id);
      await post(url, body, { 'x-hub-signature-256': signatureOf(body) });
    }
    await until(() => listen.out().includes('does not know'), 'the line');
    await listen.stop();
    expect(
      listen.out().match(/#1 holds what wa-webhook \S+ does not know · unknown: messages\[0\]\.text\.ai_tags$/gm),
    ).toHaveLength(1);
    expect(listen.out()).not.toMatch(/#2 holds/);
    expect(listen.err()).toMatch(/^Explain it: wa-webhook explain [a-z0-9]+-1$/m);
  });
});
