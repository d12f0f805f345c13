import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createNgrok } from '../../src/tunnel/ngrok.ts';
import { fakeProgram, printing, STAYING } from '../support/fake-program.ts';
import { freePort } from '../support/free-port.ts';
import { openContext } from '../support/supervise.ts';

const TARGET_PORT = 4711;

/** An agent's own API (https://ngrok.com/docs/agent/api/): answers so, one after the other, and goes on with the last. */
async function agentApi(...answers: readonly unknown[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.push(request.url ?? '') - 1, answers.length - 1)];
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { asked, port: (server.address() as AddressInfo).port };
}

function tunnel(addr: string, publicUrl: string) {
  return { name: 'command_line', public_url: publicUrl, proto: 'https', config: { addr, inspect: true } };
}

async function opened(log: readonly string[], apiPorts: readonly number[]) {
  const fake = fakeProgram('ngrok', `${printing(...log)}\n${STAYING}`);
  const context = openContext({ targetPort: TARGET_PORT, settings: {}, env: fake.env, stateDir: fake.folder });
  const session = await createNgrok({ openWithinMs: 60_000, apiPorts, askEveryMs: 20 }).open(context);
  onTestFinished(session.close);
  return session;
}

it('asks the agent for the URL where its log says it in words that we do not know', async () => {
  const others = await agentApi({ tunnels: [tunnel('http://127.0.0.1:80', 'https://another.ngrok-free.app')] });
  const page = await agentApi('<html>a development server</html>');
  const ours = await agentApi(
    { tunnels: [] },
    {
      tunnels: [
        tunnel(`http://localhost:${TARGET_PORT}`, 'http://calm-otter.ngrok-free.app'),
        tunnel(`http://localhost:${TARGET_PORT}`, 'https://calm-otter.ngrok-free.app'),
      ],
    },
  );
  const ports = [await freePort(), others.port, page.port, ours.port];
  const session = await opened(['{"lvl":"info","msg":"a tunnel, as we call it now"}'], ports);

  expect(session.url.href).toBe('https://calm-otter.ngrok-free.app/');
  expect(ours.asked).toEqual(['/api/tunnels', '/api/tunnels']);
});

it('asks nobody any more once the tunnel stands', async () => {
  const api = await agentApi({ tunnels: [] });
  const log = '{"msg":"started tunnel","obj":"tunnels","url":"https://calm-otter.ngrok-free.app"}';
  const session = await opened([log], [api.port]);
  expect(session.url.href).toBe('https://calm-otter.ngrok-free.app/');

  const asked = api.asked.length;
  const later = await agentApi({ tunnels: [tunnel(`127.0.0.1:${TARGET_PORT}`, 'https://later.ngrok-free.app')] });
  await opened([], [later.port]);
  expect(api.asked).toHaveLength(asked);
});
