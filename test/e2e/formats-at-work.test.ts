import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { nginxRunning } from '../support/nginx-running.ts';
import { apacheModules, needsPrograms, PEER_ENV } from '../support/peers.ts';
import { until } from '../support/until.ts';

/** What the peers are given: two families, and something to collapse. */
const REGISTERED = ['31.13.24.0/22', '31.13.28.0/22', '157.240.0.0/17', '2a03:2880::/32'];

const INSIDE = ['31.13.24.0', '31.13.31.255', '157.240.127.255', '2a03:2880::1', '2a03:2880:ffff:ffff::1'];
const OUTSIDE = ['31.13.23.255', '31.13.32.0', '157.240.128.0', '2a03:2881::1', '198.51.100.7'];

/** The list in this format as a file of its own folder. */
async function listFile(format: string): Promise<string> {
  const { io } = fakeIo({ stdin: `${REGISTERED.join('\n')}\n` });
  const path = join(io.cwd, 'meta.conf');
  expect(await run(['ips', 'refresh', '--input', '-', '--format', format, '--output', path], io)).toBe(0);
  return path;
}

/** A proxy in front says who the sender is; the peer believes the one on this machine. */
async function statusFor(port: number, sender: string, path = '/webhook'): Promise<number> {
  const { statusCode, body } = await request(`http://127.0.0.1:${port}${path}`, {
    headers: { 'x-forwarded-for': sender },
    reset: true,
  });
  await body.dump();
  return statusCode;
}

async function lets(port: number, path?: string): Promise<void> {
  for (const sender of INSIDE)
    expect({ sender, status: await statusFor(port, sender, path) }).toEqual({ sender, status: 200 });
  for (const sender of OUTSIDE)
    expect({ sender, status: await statusFor(port, sender, path) }).toEqual({ sender, status: 403 });
}

/** Starts a peer with a config of its own in the foreground; the test ends it. */
async function startPeer(program: string, args: readonly string[], port: number, cwd: string): Promise<void> {
  const peer = spawn(program, args, { cwd, env: { ...PEER_ENV, HOME: cwd } });
  let said = '';
  for (const output of [peer.stdout, peer.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const gone = once(peer, 'close');
  onTestFinished(async () => {
    peer.kill('SIGTERM');
    await gone;
  });
  await until(async () => {
    if (peer.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    return statusFor(port, '127.0.0.1').catch(() => false as const);
  }, program);
}

const nginx = needsPrograms('nginx');

describe.skipIf(nginx.skip)(`nginx${nginx.note}`, () => {
  const realIp = ['set_real_ip_from 127.0.0.1;', 'real_ip_header X-Forwarded-For;'];

  it('lets addresses inside pass and refuses those outside', async () => {
    const list = await listFile('nginx');
    const location = `location /webhook { include ${list}; try_files /none @ok; }`;
    await lets(await nginxRunning([...realIp, location, 'location @ok { return 200; }']));
  });

  it('does so by a variable too', async () => {
    const list = await listFile('nginx-geo');
    const location = 'location /webhook { if ($from_meta = 0) { return 403; } return 200; }';
    await lets(await nginxRunning([...realIp, location], '', `include ${list};`));
  });
});

const haproxy = needsPrograms('haproxy');

describe.skipIf(haproxy.skip)(`HAProxy${haproxy.note}`, () => {
  it('lets addresses inside pass and refuses those outside', async () => {
    const [list, port, cwd] = [await listFile('haproxy'), await freePort(), temporaryFolder()];
    const lines = [
      'defaults',
      ' mode http',
      ' timeout client 60s',
      ' timeout server 60s',
      ' timeout connect 60s',
      'frontend webhook',
      ` bind 127.0.0.1:${port}`,
      ' http-request set-src req.hdr(x-forwarded-for) if { src 127.0.0.1 }',
      ` acl from_meta src -f ${list}`,
      ' http-request deny deny_status 403 if { path_beg /webhook } !from_meta',
      ' http-request return status 200',
    ];
    writeFileSync(join(cwd, 'haproxy.cfg'), `${lines.join('\n')}\n`);
    await startPeer('haproxy', ['-db', '-f', 'haproxy.cfg'], port, cwd);
    await lets(port);
  });
});

const apache = needsPrograms('apache2');

describe.skipIf(apache.skip)(`Apache${apache.note}`, () => {
  it('lets addresses inside pass and refuses those outside', async () => {
    const [list, port, cwd] = [await listFile('apache'), await freePort(), temporaryFolder()];
    const lines = [
      `ServerRoot ${cwd}`,
      'ServerName localhost',
      `PidFile ${cwd}/apache.pid`,
      `ErrorLog ${cwd}/error.log`,
      `Mutex file:${cwd} default`,
      `Listen 127.0.0.1:${port}`,
      ...apacheModules('mpm_event', 'authz_core', 'authz_host', 'remoteip', 'rewrite'),
      // Apache started by root gives its rights away to somebody, who must be named.
      'User www-data',
      'Group www-data',
      'RemoteIPHeader X-Forwarded-For',
      'RemoteIPInternalProxy 127.0.0.1',
      // Inside the location it comes after the list, and needs no file that www-data could read.
      `<Location /webhook>\nInclude ${list}\nRewriteEngine On\nRewriteRule ^ - [R=200]\n</Location>`,
    ];
    writeFileSync(join(cwd, 'apache.conf'), `${lines.join('\n')}\n`);
    await startPeer('apache2', ['-D', 'FOREGROUND', '-f', join(cwd, 'apache.conf')], port, cwd);
    await lets(port);
  });
});

const lighttpd = needsPrograms('lighttpd');

describe.skipIf(lighttpd.skip)(`lighttpd${lighttpd.note}`, () => {
  it('lets addresses inside pass and refuses those outside', async () => {
    const [list, port, cwd] = [await listFile('lighttpd'), await freePort(), temporaryFolder()];
    writeFileSync(join(cwd, 'webhook'), 'ok');
    const lines = [
      `server.document-root = "${cwd}"`,
      'server.bind = "127.0.0.1"',
      `server.port = ${port}`,
      'server.modules = ( "mod_extforward", "mod_access" )',
      'extforward.forwarder = ( "127.0.0.1" => "trust" )',
      'extforward.headers = ( "X-Forwarded-For" )',
      `include "${list}"`,
    ];
    writeFileSync(join(cwd, 'lighttpd.conf'), `${lines.join('\n')}\n`);
    await startPeer('lighttpd', ['-D', '-f', join(cwd, 'lighttpd.conf')], port, cwd);
    await lets(port);
  });
});

const caddy = needsPrograms('caddy');

describe.skipIf(caddy.skip)(`Caddy${caddy.note}`, () => {
  it('lets addresses inside pass and refuses those outside', async () => {
    const [list, port, cwd] = [await listFile('caddy'), await freePort(), temporaryFolder()];
    // Caddy 2.6 looks behind a proxy only when it is told so here; later ones have client_ip for it.
    writeFileSync(list, readFileSync(list, 'utf8').replace('not remote_ip', 'not remote_ip forwarded'));
    const lines = [
      '{',
      'admin off',
      'auto_https off',
      '}',
      `http://127.0.0.1:${port} {`,
      `import ${list}`,
      'respond 200',
      '}',
    ];
    writeFileSync(join(cwd, 'Caddyfile'), `${lines.join('\n')}\n`);
    await startPeer('caddy', ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'], port, cwd);
    await lets(port);
    expect(await statusFor(port, '198.51.100.7', '/elsewhere')).toBe(200);
  });
});
