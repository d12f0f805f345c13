import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './fake-io.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export const hasNginx = spawnSync('nginx', ['-v'], { env: withSbin() }).error === undefined;

/** A real nginx on a free port of 127.0.0.1, with what the test puts into its one `server` block, and before it. Answers with the port. */
export async function nginxRunning(serverLines: readonly string[], listenFlags = '', httpLine = ''): Promise<number> {
  const folder = temporaryFolder();
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  const port = await freePort();
  const temporary = ['client_body_temp_path body', 'proxy_temp_path proxy', 'fastcgi_temp_path fastcgi'];
  const config = `
    ${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid nginx.pid; error_log error.log;
    events {}
    http {
      access_log off; ${httpLine} ${[...temporary, 'uwsgi_temp_path uwsgi', 'scgi_temp_path scgi'].join('; ')};
      server { listen 127.0.0.1:${port} ${listenFlags}; ${serverLines.join('\n')} }
    }`;
  writeFileSync(join(folder, 'nginx.conf'), config);

  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], { env: withSbin() });
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const gone = once(nginx, 'close');
  onTestFinished(async () => {
    nginx.kill('SIGTERM');
    await gone;
  });

  await until(async () => {
    if (nginx.exitCode !== null)
      throw new Error(`nginx ended: ${said}${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    return isListening(port);
  }, 'nginx');
  return port;
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}
