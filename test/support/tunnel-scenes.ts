import { createCloudflared } from '../../src/tunnel/cloudflared.ts';
import { createCommand } from '../../src/tunnel/command.ts';
import type { TunnelProviderName } from '../../src/tunnel/index.ts';
import { createNgrok } from '../../src/tunnel/ngrok.ts';
import type { TunnelCode, TunnelProvider, TunnelSettings } from '../../src/tunnel/provider.ts';
import { createSsh } from '../../src/tunnel/ssh.ts';

/** How a provider's program behaves, in the words that it was seen to print. */
export interface ProgramScene {
  readonly create: (openWithinMs: number) => TunnelProvider;
  readonly settings: TunnelSettings;
  readonly program: string;
  /** Printed until the tunnel stands. */
  readonly standing: readonly string[];
  readonly url: string;
  /** Printed by one that stands and is given another URL; nothing where that cannot be told. */
  readonly changed: readonly string[];
  /** Printed before it ends, each with what is to be told. */
  readonly troubles: readonly { readonly says: string; readonly code: TunnelCode; readonly isFatal: boolean }[];
}

const BOX = '2026-03-02T10:00:01Z INF +------------------------------------------------------------+';

/** A provider that runs a program needs a scene: without one this does not compile. */
export const scenes = {
  cloudflared: {
    create: createCloudflared,
    settings: {},
    program: 'cloudflared',
    standing: [
      '2026-03-02T10:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. If you intend to use Tunnels in production you should use a pre-created named tunnel by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps',
      '2026-03-02T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...',
      BOX,
      '2026-03-02T10:00:01Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
      '\u001b[90m2026-03-02T10:00:01Z\u001b[0m \u001b[32mINF\u001b[0m |  https://four-calm-otters-swim.trycloudflare.com                              |',
      BOX,
      '2026-03-02T10:00:01Z INF Cannot determine default configuration path. No file [config.yml config.yaml] in [~/.cloudflared]',
      '2026-03-02T10:00:02Z INF Registered tunnel connection connIndex=0 connection=6c7d9f6e-0000-4000-8000-000000000000 event=0 ip=198.51.100.200 location=fra08 protocol=quic',
    ],
    url: 'https://four-calm-otters-swim.trycloudflare.com/',
    changed: ['2026-03-02T11:00:01Z INF |  https://another-one-comes-here.trycloudflare.com  |'],
    troubles: [
      {
        says: '2026-03-02T10:00:01Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error="429 Too Many Requests"',
        code: 'rate-limited',
        isFatal: false,
      },
      {
        says: 'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host',
        code: 'dns',
        isFatal: false,
      },
      { says: 'Provided Tunnel token is not valid.', code: 'denied', isFatal: true },
    ],
  },
  ngrok: {
    create: (openWithinMs) => createNgrok({ openWithinMs }),
    settings: {},
    program: 'ngrok',
    standing: [
      '{"err":null,"lvl":"info","msg":"open config file","path":"/home/ada/.config/ngrok/ngrok.yml","t":"2026-03-02T10:00:00Z"}',
      '{"addr":"127.0.0.1:4040","allow_hosts":[],"lvl":"info","msg":"starting web service","obj":"web","t":"2026-03-02T10:00:00Z"}',
      '{"lvl":"info","msg":"client session established","obj":"tunnels.session","t":"2026-03-02T10:00:01Z"}',
      '{"addr":"http://127.0.0.1:4711","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"2026-03-02T10:00:01Z","url":"https://calm-otter.ngrok-free.app"}',
    ],
    url: 'https://calm-otter.ngrok-free.app/',
    changed: ['{"lvl":"info","msg":"started tunnel","obj":"tunnels","url":"https://other-fly.ngrok-free.app"}'],
    troubles: [
      {
        says: 'ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken. ERR_NGROK_4018',
        code: 'denied',
        isFatal: true,
      },
      {
        says: '{"err":"authentication failed: Your account is limited to 1 simultaneous ngrok agent sessions.\\r\\n\\r\\nERR_NGROK_108\\r\\n","lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session"}',
        code: 'rate-limited',
        isFatal: false,
      },
      {
        says: '{"err":"dial tcp: lookup connect.ngrok-agent.com: no such host","lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session"}',
        code: 'unreachable',
        isFatal: false,
      },
    ],
  },
  ssh: {
    create: (openWithinMs) => createSsh({ openWithinMs, aliveEverySeconds: 15, aliveMisses: 2 }),
    settings: { sshHost: 'localhost.run' },
    program: 'ssh',
    standing: [
      '===============================================================================',
      'Welcome to localhost.run!',
      'Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].',
      'To set up and manage custom domains go to https://admin.localhost.run/',
      '** your connection id is 0a1b2c3d-0000-4000-8000-000000000000, please mention it if you send me a message about an issue. **',
      'calmotter.lhr.life tunneled with tls termination, https://calmotter.lhr.life',
    ],
    url: 'https://calmotter.lhr.life/',
    changed: ['otherfly.lhr.life tunneled with tls termination, https://otherfly.lhr.life'],
    troubles: [
      { says: 'nokey@localhost.run: Permission denied (publickey).', code: 'denied', isFatal: true },
      { says: 'ssh: connect to host localhost.run port 22: Connection refused', code: 'refused', isFatal: false },
      { says: 'ssh: connect to host localhost.run port 22: Connection timed out', code: 'timeout', isFatal: false },
      { says: 'ssh: Could not resolve hostname localhost.run: Name or service not known', code: 'dns', isFatal: false },
      { says: 'Error: remote port forwarding failed for listen port 80', code: 'port-busy', isFatal: false },
      { says: 'Connection to localhost.run closed by remote host.', code: 'sockets-lost', isFatal: false },
      { says: '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', code: 'host-key-changed', isFatal: true },
    ],
  },
  command: {
    create: createCommand,
    settings: {
      tunnelCommand: ['mytunnel', 'http', '--to=127.0.0.1:{port}'],
      tunnelUrlPattern: /Public: (https:\/\/\S+)/,
    },
    program: 'mytunnel',
    standing: ['mytunnel 1.0, see https://docs.example/', 'Public: https://otter.tunnel.example/start?x=1'],
    url: 'https://otter.tunnel.example/',
    changed: [],
    troubles: [],
  },
} satisfies Record<Exclude<TunnelProviderName, 'localtunnel'>, ProgramScene>;
