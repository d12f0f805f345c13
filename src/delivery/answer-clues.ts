import type { Answer } from './deliver.ts';

/** What an answer shows of who wrote it, and so of what is to be changed there. */
interface Clue {
  readonly status: number;
  /** In the `Server` or `X-Powered-By` header. */
  readonly server?: RegExp;
  /** In the first characters of the body. */
  readonly body?: RegExp;
  readonly remedy: string;
}

const LIMIT = 'the body is too large for';
const SIZE = 'Meta sends up to 3 MB';

/**
 * Whose answer it is, the surest first: what stands in the body comes from the one who refused, while a header may come
 * from a proxy in front of it. Add one here.
 */
const CLUES: readonly Clue[] = [
  {
    status: 413,
    body: /FST_ERR_CTP_BODY_TOO_LARGE/,
    remedy: `${LIMIT} Fastify; ${SIZE}: Fastify({ bodyLimit: 4194304 })`,
  },
  { status: 413, body: /<center>(?:nginx|openresty)/, remedy: `${LIMIT} nginx; ${SIZE}: client_max_body_size 4m` },
  { status: 413, server: /Express/, remedy: `${LIMIT} Express; ${SIZE}: express.json({ limit: '3mb' })` },
  { status: 413, body: /PayloadTooLargeError/, remedy: `${LIMIT} Express; ${SIZE}: express.json({ limit: '3mb' })` },
  { status: 413, server: /Next\.js/, remedy: `${LIMIT} Next.js; ${SIZE}: api.bodyParser.sizeLimit = '3mb'` },
  { status: 413, server: /aiohttp/, remedy: `${LIMIT} aiohttp; ${SIZE}: web.Application(client_max_size=4194304)` },
  { status: 413, server: /Werkzeug/, remedy: `${LIMIT} Flask; ${SIZE}: app.config['MAX_CONTENT_LENGTH'] = 4194304` },
  {
    status: 413,
    body: /greater than maximum allowed/,
    remedy: `${LIMIT} hapi; ${SIZE}: payload: { maxBytes: 4194304 }`,
  },
  { status: 413, body: /^length limit exceeded/, remedy: `${LIMIT} axum; ${SIZE}: DefaultBodyLimit::max(4194304)` },
  { status: 413, server: /^Caddy/, remedy: `${LIMIT} Caddy; ${SIZE}: request_body { max_size 4MB }` },
  { status: 413, server: /^Apache/, remedy: `${LIMIT} Apache; ${SIZE}: LimitRequestBody 4194304` },
  { status: 413, server: /^(?:nginx|openresty)/, remedy: `${LIMIT} nginx; ${SIZE}: client_max_body_size 4m` },
  {
    status: 400,
    body: /RequestDataTooBig/,
    remedy: `${LIMIT} Django; ${SIZE}: DATA_UPLOAD_MAX_MEMORY_SIZE = 4194304`,
  },
  {
    status: 400,
    body: /No required SSL certificate was sent/,
    remedy: 'it wants a client certificate: give one with --client-cert and --client-key',
  },
  {
    status: 400,
    body: /SSL certificate error/,
    remedy: 'it does not accept the client certificate: it must trust the root of --client-cert',
  },
  { status: 400, body: /plain HTTP request was sent to HTTPS port/, remedy: 'it speaks TLS: use https:// in the URL' },
  { status: 403, body: /CSRF/, remedy: 'its CSRF check stops Meta too: take the webhook route out of it' },
  { status: 419, remedy: 'its CSRF check stops Meta too: take the webhook route out of it' },
  {
    status: 422,
    body: /InvalidAuthenticityToken/,
    remedy: 'its CSRF check stops Meta too: skip it for the webhook route',
  },
  {
    status: 501,
    server: /(?:Base|Simple)HTTP.*Python/,
    remedy: "Python's http.server takes no POST without a do_POST",
  },
];

/** The pages that servers make themselves are short: what is further down is not read. */
const READ_CHARACTERS = 4096;

/** What to change, when the answer shows whose it is. */
export function clueIn(status: number, { headers, body }: Answer): string | undefined {
  const candidates = CLUES.filter((clue) => clue.status === status);
  if (candidates.length === 0) return undefined;

  const servers = [headers['x-powered-by'], headers['server']].flat().filter((value) => value !== undefined);
  const text = Buffer.from(body.subarray(0, READ_CHARACTERS)).toString('utf8');
  const found = candidates.find(({ server, body: shape }) => {
    if (server !== undefined && !servers.some((name) => server.test(name))) return false;
    return shape === undefined || shape.test(text);
  });
  return found?.remedy;
}
