import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { apacheModules, canIsolate, needsPrograms, runPeer } from '../support/peers.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPath } from '../support/real-lists.ts';
import { writtenPrefixes } from '../support/written-prefixes.ts';

const ISOLATION = canIsolate ? '' : ' (skipped: no network namespace can be made here)';

const LISTS = [
  ['collapsed', [] as string[]],
  ['as registered', ['--no-aggregate']],
] as const;

/** A folder with the newest real list in it. */
let cwd: string;

async function ips(...args: readonly string[]) {
  const { io, out, err } = fakeIo({ cwd });
  return { code: await run(['ips', ...args], io), out: out(), err: err() };
}

/** The list in this format as a file; the peer reads it from there. */
async function written(format: string, flags: readonly string[]): Promise<string> {
  const { code, out } = await ips('list', '--format', format, ...flags);
  expect(code).toBe(0);
  writeFileSync(join(cwd, `list.${format}`), out);
  return out;
}

function config(name: string, lines: readonly string[]): string {
  writeFileSync(join(cwd, name), `${lines.join('\n')}\n`);
  return join(cwd, name);
}

async function accepts(command: readonly string[], options: { stdin?: string; isIsolated?: boolean } = {}) {
  const { code, out, err } = await runPeer(command, { cwd, ...options });
  expect({ code, said: code === 0 ? '' : out + err }).toEqual({ code: 0, said: '' });
  return out + err;
}

async function refuses(command: readonly string[], options: { stdin?: string; isIsolated?: boolean } = {}) {
  const { code } = await runPeer(command, { cwd, ...options });
  expect(code).not.toBe(0);
}

describe.skipIf(!hasRealLists)(`the newest real list${NEEDS_REAL_LISTS}`, () => {
  beforeAll(async () => {
    cwd = temporaryFolder();
    const { code } = await ips('refresh', '--input', realPath('radb-2026-02-18.prefixes.txt'));
    expect(code).toBe(0);
  });

  describe.each(LISTS)('%s', (_, flags) => {
    const nginx = needsPrograms('nginx');
    it.skipIf(nginx.skip)(`is taken by nginx, as allow and as geo${nginx.note}`, async () => {
      const allow = await written('nginx', flags);
      await written('nginx-geo', flags);
      const path = config('nginx.conf', [
        `pid ${cwd}/nginx.pid; error_log stderr; events {}`,
        `http { access_log off; include ${cwd}/list.nginx-geo;`,
        `server { listen 127.0.0.1:1; location /webhook { include ${cwd}/list.nginx; }`,
        'location /geo { if ($from_meta = 0) { return 403; } } } }',
      ]);
      const test = ['nginx', '-t', '-p', cwd, '-c', path];
      expect(await accepts(test)).not.toContain('[warn]');
      writeFileSync(join(cwd, 'list.nginx'), allow.replace('31.13', '331.13'));
      await refuses(test);
    });

    const apache = needsPrograms('apache2');
    it.skipIf(apache.skip)(`is taken by Apache${apache.note}`, async () => {
      const text = await written('apache', flags);
      const path = config('apache.conf', [
        `ServerRoot ${cwd}`,
        'ServerName localhost',
        `PidFile ${cwd}/apache.pid`,
        `ErrorLog ${cwd}/error.log`,
        'Listen 127.0.0.1:1',
        ...apacheModules('mpm_event', 'authz_core', 'authz_host'),
        `<Location /webhook>\nInclude ${cwd}/list.apache\n</Location>`,
      ]);
      await accepts(['apache2', '-t', '-f', path]);
      writeFileSync(join(cwd, 'list.apache'), text.replace('31.13', '331.13'));
      await refuses(['apache2', '-t', '-f', path]);
    });

    const caddy = needsPrograms('caddy');
    it.skipIf(caddy.skip)(`is taken by Caddy${caddy.note}`, async () => {
      const text = await written('caddy', flags);
      const path = config('Caddyfile', ['{', 'auto_https off', '}', 'http://127.0.0.1:1 {', 'import list.caddy', '}']);
      const validate = ['caddy', 'validate', '--config', path, '--adapter', 'caddyfile'];
      await accepts(validate);
      writeFileSync(join(cwd, 'list.caddy'), text.replace(/\/\d+/, '/33'));
      await refuses(validate);
    });

    const haproxy = needsPrograms('haproxy');
    it.skipIf(haproxy.skip)(`is taken by HAProxy${haproxy.note}`, async () => {
      const text = await written('haproxy', flags);
      const path = config('haproxy.cfg', [
        'defaults',
        ' mode http',
        ' timeout client 1s',
        ' timeout server 1s',
        ' timeout connect 1s',
        'frontend webhook',
        ' bind 127.0.0.1:1',
        ` acl from_meta src -f ${cwd}/list.haproxy`,
        ' http-request deny deny_status 403 if { path_beg /webhook } !from_meta',
      ]);
      await accepts(['haproxy', '-c', '-f', path]);
      writeFileSync(join(cwd, 'list.haproxy'), text.replace('31.13', '331.13'));
      await refuses(['haproxy', '-c', '-f', path]);
    });

    const lighttpd = needsPrograms('lighttpd');
    it.skipIf(lighttpd.skip)(`is taken by lighttpd${lighttpd.note}`, async () => {
      const text = await written('lighttpd', flags);
      const path = config('lighttpd.conf', [
        `server.document-root = "${cwd}"`,
        'server.port = 1',
        'server.modules = ( "mod_access" )',
        'include "list.lighttpd"',
      ]);
      await accepts(['lighttpd', '-tt', '-f', path]);
      writeFileSync(join(cwd, 'list.lighttpd'), text.replace('31.13', '331.13'));
      await refuses(['lighttpd', '-tt', '-f', path]);
    });

    const squid = needsPrograms('squid');
    it.skipIf(squid.skip)(`is taken by squid${squid.note}`, async () => {
      const text = await written('squid', flags);
      const path = config('squid.conf', [
        'http_port 127.0.0.1:1',
        `pid_filename ${cwd}/squid.pid`,
        `cache_log ${cwd}/cache.log`,
        'access_log none',
        `include ${cwd}/list.squid`,
        'http_access deny !meta',
      ]);
      const said = await accepts(['squid', '-k', 'parse', '-f', path]);
      expect(said).not.toMatch(/ERROR|FATAL/);
      writeFileSync(join(cwd, 'list.squid'), text.replace('31.13', '331.13'));
      await refuses(['squid', '-k', 'parse', '-f', path]);
    });

    describe.skipIf(!canIsolate)(`in a network of its own${ISOLATION}`, () => {
      const iptables = needsPrograms('iptables-restore');
      it.skipIf(iptables.skip).each(['iptables', 'ip6tables'])(`is taken by %s${iptables.note}`, async (format) => {
        const stdin = await written(format, flags);
        await accepts([`${format}-restore`, '--test', '--noflush'], { stdin, isIsolated: true });
        const { stdin: mixed } = {
          stdin: stdin.replace(/-s \S+/, format === 'iptables' ? '-s 2a03:2880::/32' : '-s 31.13.24.0/21'),
        };
        await refuses([`${format}-restore`, '--test', '--noflush'], { stdin: mixed, isIsolated: true });
      });

      const nft = needsPrograms('nft');
      it.skipIf(nft.skip)(`is taken by nft, and loaded once more over itself${nft.note}`, async () => {
        const text = await written('nftables', flags);
        await accepts(['nft', '-c', '-f', 'list.nftables'], { isIsolated: true });
        const twice = 'nft -f list.nftables && nft -f list.nftables && nft list table inet wa_webhook';
        const { out } = await runPeer(['sh', '-c', twice], { cwd, isIsolated: true });
        expect(out).toContain('31.13.24.0/21');
        writeFileSync(join(cwd, 'list.nftables'), text.replace('31.13', '331.13'));
        await refuses(['nft', '-c', '-f', 'list.nftables'], { isIsolated: true });
      });

      const ipset = needsPrograms('ipset');
      it.skipIf(ipset.skip)(`is taken by ipset, swapped in over the list before it${ipset.note}`, async () => {
        const text = await written('ipset', flags);
        const script = 'ipset restore < list.ipset && ipset restore < list.ipset && ipset save';
        const { code, out } = await runPeer(['sh', '-c', script], { cwd, isIsolated: true });
        expect(code).toBe(0);
        expect(writtenPrefixes(out)).toEqual(writtenPrefixes(text));
        expect(out).not.toContain('_new');
      });

      const ufw = needsPrograms('ufw');
      it.skipIf(ufw.skip)(`is taken by ufw, or refused by us where it is too long${ufw.note}`, async () => {
        const { code, out, err } = await ips('list', '--format', 'ufw', ...flags);
        if (flags.length > 0) {
          expect({ code, out }).toEqual({ code: 2, out: '' });
          expect(err).toContain('ufw has no sets, and 1020 rules are more than it carries');
          return;
        }
        for (const command of out.split('\n').filter((line) => line.startsWith('ufw '))) {
          const dry = command.replace(/^ufw /, 'ufw --dry-run ');
          const said = await accepts(['sh', '-c', dry], { isIsolated: true });
          expect(said).toContain(writtenPrefixes(command)[0]);
        }
        await refuses(['ufw', '--dry-run', 'allow', 'from', '31.13.24.0/33'], { isIsolated: true });
      });
    });

    it('is HCL for Terraform', async () => {
      const text = await written('terraform', flags);
      const { locals } = (await parseHcl('meta.tf', text)) as { locals: Record<string, string[]>[] };
      const { meta_webhook_ipv4: ipv4 = [], meta_webhook_ipv6: ipv6 = [] } = locals[0] ?? {};
      expect([...ipv4, ...ipv6]).toEqual(writtenPrefixes(text));
      await expect(parseHcl('meta.tf', text.replace('}', ''))).rejects.toThrow();
    });

    it('is a script for Cloud Armor, ten ranges a rule, everyone else last', async () => {
      const script = await written('cloud-armor', flags);
      const stub = 'gcloud() { printf "%s|" "$@"; echo; }; POLICY="a policy"; ';
      const { code, out } = await runPeer(['sh', '-eu', '-c', stub + script], { cwd });
      expect(code).toBe(0);

      const rules = out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('|').slice(4, -1));
      expect(rules.at(-1)).toEqual([
        '2147483646',
        '--security-policy=a policy',
        '--action=deny-403',
        '--src-ip-ranges=*',
      ]);
      for (const [n, [priority, , action, ranges = '']] of rules.slice(0, -1).entries()) {
        expect([priority, action]).toEqual([String(1_000 + n), '--action=allow']);
        expect(ranges.split(',').length).toBeLessThanOrEqual(10);
      }
      expect(writtenPrefixes(out.replaceAll('=', ' '))).toEqual(writtenPrefixes(await written('plain', flags)));
    });
  });
});
