import { Command, InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTunnelFlags, checkTunnelFlags, splitCommand } from '../../src/commands/tunnel-flags.ts';

describe('splitCommand', () => {
  it.each([
    ['mytunnel http {port}', ['mytunnel', 'http', '{port}']],
    ['  a\tb  ', ['a', 'b']],
    [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
    [`a '' ""`, ['a', '', '']],
    [String.raw`a b\ c "d\"e" 'f\g'`, ['a', 'b c', 'd"e', String.raw`f\g`]],
    [`a $HOME \`id\` ; rm -rf & > x | y`, ['a', '$HOME', '`id`', ';', 'rm', '-rf', '&', '>', 'x', '|', 'y']],
  ])('parts %j', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each(['', '  ', `a 'b`, 'a "b', 'a \\'])('refuses %j', (text) => {
    expect(() => splitCommand(text)).toThrow(InvalidArgumentError);
  });

  it('gives back whatever was quoted', () => {
    const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        expect(splitCommand(words.map(quoted).join(' '))).toEqual(words);
      }),
    );
  });
});

describe('checkTunnelFlags', () => {
  it.each([
    ['--tunnel localtunnel --subdomain my-bot --tunnel-host http://a.example', undefined],
    ['--tunnel cloudflared', undefined],
    ['--tunnel cloudflared --tunnel-url https://a.example --tunnel-token-file t', undefined],
    ['--tunnel ngrok --tunnel-url https://a.example', undefined],
    ['--tunnel ssh --ssh-host serveo.net --subdomain my-bot', undefined],
    ['--tunnel ssh --ssh-host me@a.example:2222 --tunnel-url https://a.example --ssh-key k --ssh-remote 80', undefined],
    ['--no-tunnel --ssh-host me@a.example', undefined],
    ['--tunnel none --subdomain x', undefined],
    ['--ssh-host me@a.example', '--ssh-host means nothing to --tunnel localtunnel.'],
    ['--tunnel cloudflared --subdomain x', '--subdomain means nothing to --tunnel cloudflared.'],
    ['--tunnel cloudflared --tunnel-token-file t', 'needs its public URL'],
    ['--tunnel ssh', '--tunnel ssh needs --ssh-host'],
    ['--tunnel ssh --ssh-host me@a.example', 'needs its public URL'],
    ['--tunnel command', '--tunnel command needs --tunnel-command'],
    ['--tunnel command --tunnel-command mytunnel', '--tunnel-command has no {port}'],
  ])('says of "%s": %s', (line, sentence) => {
    const command = addTunnelFlags(new Command().exitOverride()).action(() => {});
    command.parse(line.split(' '), { from: 'user' });

    if (sentence === undefined) checkTunnelFlags(command);
    else expect(() => checkTunnelFlags(command)).toThrow(sentence);
  });

  it.each([
    ['--ssh-host', '-oProxyCommand=x'],
    ['--ssh-host', 'a@b@c'],
    ['--ssh-host', 'a b'],
    ['--ssh-remote', '*'],
    ['--ssh-remote', '80:127.0.0.1:22'],
    ['--tunnel-url-pattern', '('],
    ['--tunnel-url', 'ftp://x'],
    ['--tunnel-port', '70000'],
  ])('refuses %s %s', (flag, value) => {
    const command = addTunnelFlags(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
    expect(() => command.parse([`${flag}=${value}`], { from: 'user' })).toThrow(/invalid/);
  });
});
