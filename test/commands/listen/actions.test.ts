import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createActions, type Desk } from '../../../src/commands/listen/actions.ts';
import { createEventStream } from '../../../src/events.ts';
import { createFaultSwitch, NO_FAULTS } from '../../../src/receiver/faults.ts';
import { appAnswering } from '../../support/app-answering.ts';
import { fakeIo, temporaryFolder } from '../../support/fake-io.ts';
import { examples } from '../../support/happened.ts';
import { APP_SECRET, signatureOf, textMessage } from '../../support/listening.ts';

const body = textMessage('wamid.1', 'Grüße');
const headers = { 'content-type': 'application/json', 'x-hub-signature-256': 'sha256=its-own' };
const webhook = { ...examples['webhook.received'], id: 'mhz3k2p1-1', headers, body };

/** The actions of a session that has received one webhook and refused one, with an app and a receiver that answer so. */
async function desk(change: Partial<Desk> = {}, { appStatus = 200, env = {} as Record<string, string> } = {}) {
  const app = await appAnswering(appStatus);
  const receiver = await appAnswering(200);
  const { io } = fakeIo({ env });
  const stream = createEventStream(io.now);
  const actions = createActions(stream, io);
  const faults = createFaultSwitch(NO_FAULTS, () => 0);
  stream.emit(webhook);
  stream.emit({ ...examples['webhook.refused'], body: '{"refused":true}', headers: {} });
  actions.start({
    stateDir: join(io.cwd, '.wa-webhook'),
    appSecret: APP_SECRET,
    url: receiver.url,
    forwardTo: [app.url],
    flags: {},
    faults,
    askMeta: async () => {},
    ...change,
  });
  return { actions, app, receiver, io, faults };
}

/** What a person would do in an editor. */
function editor(script: string): Record<string, string> {
  const file = join(temporaryFolder(), 'editor.sh');
  writeFileSync(file, script, { mode: 0o755 });
  return { EDITOR: file };
}

describe('replay', () => {
  it('sends the same bytes and their own signature to the app', async () => {
    const { actions, app, receiver } = await desk();
    expect(await actions.replay(webhook.id)).toMatchObject({
      text: expect.stringMatching(/^Replayed: .* answered 200/),
    });
    expect(app.requests[0]?.rawBody.toString()).toBe(body);
    expect(app.requests[0]?.headers['x-hub-signature-256']).toBe('sha256=its-own');
    expect(receiver.requests).toHaveLength(0);
  });

  it('goes to the receiver itself where there is no app', async () => {
    const { actions, receiver } = await desk({ forwardTo: [] });
    await actions.replay(webhook.id);
    expect(receiver.requests).toHaveLength(1);
  });

  it('tells what the app said, and that it is gone', async () => {
    const { actions, app } = await desk({}, { appStatus: 503 });
    expect(await actions.replay(webhook.id)).toMatchObject({
      text: expect.stringContaining('answered 503'),
      isTrouble: true,
    });
    await app.close();
    expect(await actions.replay(webhook.id)).toMatchObject({
      text: expect.stringContaining('nothing listens on'),
      isTrouble: true,
    });
  });

  it('takes what was refused, signed as it would have had to be', async () => {
    const { actions, app } = await desk();
    await actions.replay('refused-1');
    expect(app.requests[0]?.headers['x-hub-signature-256']).toBe(signatureOf('{"refused":true}'));
  });

  it('says so where nobody knows the webhook, or nothing can sign it', async () => {
    const { actions } = await desk({ appSecret: undefined });
    await expect(actions.replay('mhz3k2p1-99')).rejects.toThrow('Its body is gone');
    expect((await actions.replay('refused-1')).text).toContain('without a signature: there is no app secret');
  });
});

describe('edit', () => {
  const lend = <T>(use: () => Promise<T>) => use();

  it('sends what was changed, as Meta writes it and signed anew', async () => {
    const { actions, app } = await desk({}, { env: editor('#!/bin/sh\nsed -i s/Grüße/Glück/ "$1"\n') });
    expect(await actions.edit(webhook.id, lend)).toMatchObject({ isTrouble: false });
    const [request] = app.requests;
    expect(request?.rawBody.toString()).toBe(body.replace('Grüße', 'Gl\\u00fcck'));
    expect(request?.headers['x-hub-signature-256']).toBe(signatureOf(request?.rawBody ?? ''));
  });

  it('sends nothing that was not changed', async () => {
    const { actions, app } = await desk({}, { env: { EDITOR: 'true' } });
    expect((await actions.edit(webhook.id, lend)).text).toBe('Nothing was changed, so nothing is sent.');
    expect(app.requests).toHaveLength(0);
  });

  it('keeps a text that is no JSON', async () => {
    const { actions, app } = await desk({}, { env: editor('#!/bin/sh\necho "{ no" > "$1"\n') });
    const { text, isTrouble } = await actions.edit(webhook.id, lend);
    expect(isTrouble).toBe(true);
    expect(readFileSync(/your text is in (.*)\.$/.exec(text)?.[1] ?? '', 'utf8')).toBe('{ no\n');
    expect(app.requests).toHaveLength(0);
  });

  it('says that an editor failed', async () => {
    const { actions } = await desk({}, { env: { VISUAL: 'no-such-editor-here 2>/dev/null' } });
    await expect(actions.edit(webhook.id, lend)).rejects.toThrow('The editor "no-such-editor-here');
  });
});

describe('the others', () => {
  it('send again to the receiver, and fire a fixture at it, signed', async () => {
    const { actions, app, receiver } = await desk();
    await actions.duplicate(webhook.id);
    await actions.fire('messages/sticker');
    expect(receiver.requests.map(({ rawBody }) => rawBody.toString())).toEqual([
      body,
      expect.stringContaining('sticker'),
    ]);
    const fired = receiver.requests[1];
    expect(fired?.headers['x-hub-signature-256']).toBe(signatureOf(fired?.rawBody ?? ''));
    expect(app.requests).toHaveLength(0);
    expect(await actions.fixtures()).toContain('messages/sticker');
  });

  it('copy as curl, a body that no shell takes by a file', async () => {
    const { actions } = await desk();
    expect((await actions.copy(webhook.id)).curl).toContain(`--data-binary '${body}'`);

    const { io } = fakeIo();
    const stream = createEventStream(io.now);
    const large = createActions(stream, io);
    stream.emit({ ...webhook, body: JSON.stringify({ text: 'x'.repeat(200_000) }) });
    const faults = createFaultSwitch(NO_FAULTS, () => 0);
    const stateDir = join(io.cwd, '.wa-webhook');
    const url = 'http://127.0.0.1:9/';
    const askMeta = async () => {};
    large.start({ stateDir, appSecret: undefined, url, forwardTo: [], flags: {}, faults, askMeta });
    const file = join(stateDir, 'copied', `${webhook.id}.json`);
    expect((await large.copy(webhook.id)).curl).toContain(`--data-binary '@${file}'`);
    expect(readFileSync(file, 'utf8')).toHaveLength(200_011);
  });

  it('save a fixture without what is personal, under a name that is one', async () => {
    const { actions, io } = await desk();
    expect((await actions.save(webhook.id, 'mine')).text).toContain('Saved as fixtures/messages/mine.json');
    const saved = readFileSync(join(io.cwd, 'fixtures/messages/mine.json'), 'utf8');
    expect(saved).not.toContain('16505551234');
    await expect(actions.save(webhook.id, 'mine')).rejects.toThrow('is there already');
    await expect(actions.save(webhook.id, '../mine')).rejects.toThrow('is no name of a fixture');
    expect(existsSync(join(io.cwd, 'fixtures/mine.json'))).toBe(false);
  });

  it.each([
    [1, NO_FAULTS],
    [2, { rules: [{ answer: 500 }], delayMs: 0 }],
    [3, { rules: [{ answer: 500, first: 3 }], delayMs: 0 }],
    [4, { rules: [], delayMs: 8_000 }],
    [5, { rules: [{ answer: 'drop' }], delayMs: 0 }],
  ])('set fault %i', async (number, expected) => {
    const { actions, faults } = await desk();
    await actions.setFault(number);
    expect(faults.inForce()).toEqual(expected);
  });
});
