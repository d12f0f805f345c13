import type { CommandEntry } from './context.ts';

/** THE LIST of commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'listen',
    takes: '[options]',
    summary: 'be the webhook endpoint: receive, check, keep and show what comes',
    load: async () => (await import('./listen.ts')).registerListen,
  },
  {
    name: 'replay',
    takes: '[options] <what...>',
    summary: 'be Meta: send webhooks, signed and written as Meta does',
    load: async () => (await import('./replay.ts')).registerReplay,
  },
  {
    name: 'check',
    takes: '[options] [url]',
    summary: 'ask your own endpoint what WhatsApp will ask of it',
    load: async () => (await import('./check.ts')).registerCheck,
  },
  {
    name: 'subscription',
    takes: '[options]',
    summary: 'why nothing arrives: the switches at Meta, and which one is off',
    load: async () => (await import('./subscription.ts')).registerSubscription,
  },
  {
    name: 'override',
    summary: 'where Meta sends the webhooks of one number or account, by the Graph API',
    load: async () => (await import('./override.ts')).registerOverride,
  },
  {
    name: 'deliveries',
    takes: '[options]',
    summary: 'what Meta says became of each webhook, beside what came in here',
    load: async () => (await import('./deliveries.ts')).registerDeliveries,
  },
  {
    name: 'ips',
    summary: "Meta's addresses, for a firewall",
    load: async () => (await import('./ips.ts')).registerIps,
  },
  {
    name: 'fixtures',
    summary: 'the webhooks that replay can send by name',
    load: async () => (await import('./fixtures.ts')).registerFixtures,
  },
  {
    name: 'events',
    summary: 'the webhooks that listen received: history',
    load: async () => (await import('./events.ts')).registerEvents,
  },
  {
    name: 'explain',
    takes: '[options] <what...>',
    summary: 'what a webhook says in plain words, and what in it is unknown or broken',
    load: async () => (await import('./explain.ts')).registerExplain,
  },
  {
    name: 'schema',
    takes: '[options] [field]',
    summary: 'the JSON Schema of webhooks, for programs in any language',
    load: async () => (await import('./schema.ts')).registerSchema,
  },
  {
    name: 'sign',
    takes: '[options] <file>',
    summary: 'the signature headers of a body, to the byte as it stands',
    load: async () => (await import('./sign.ts')).registerSign,
  },
  {
    name: 'verify',
    takes: '[options] <what>',
    summary: 'whether an endpoint passes the handshake, or a signature is that of a body',
    load: async () => (await import('./verify.ts')).registerVerify,
  },
  {
    name: 'completion',
    takes: '<shell>',
    summary: 'what makes Tab complete commands, flags, fixtures and ids in your shell',
    load: async () => (await import('./completion.ts')).registerCompletion,
  },
  {
    name: 'config',
    summary: 'the settings in force, and where they come from',
    knowsAll: true,
    load: async () => (await import('./config.ts')).registerConfig,
  },
  {
    name: 'doctor',
    takes: '[options]',
    summary: 'what stands in the way of a run: Node, port, clock, folder, secrets, settings',
    knowsAll: true,
    judgesSettings: true,
    load: async () => (await import('./doctor.ts')).registerDoctor,
  },
];
