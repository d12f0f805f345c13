import { about, type Finding } from './finding.ts';

/** A secret as it was given, and the file that it stands in. */
export interface GivenSecret {
  readonly text: string;
  readonly file?: { readonly path: string; readonly mode: number };
}

export interface GivenSecrets {
  readonly appSecret?: GivenSecret | undefined;
  readonly verifyToken?: GivenSecret | undefined;
  readonly accessToken?: GivenSecret | undefined;
}

const APP_SECRET = /^[0-9a-f]{32}$/;
const ACCESS_TOKEN = /^EAA[A-Za-z0-9]{20,}$/;

/** Is each of them what it should be, and none of them another? By their shapes; no letter of them is in what is told. Pure. */
export function judgeSecrets(secrets: GivenSecrets): Finding[] {
  return [judgeAppSecret(secrets), judgeVerifyToken(secrets), judgeAccessToken(secrets)].flat();
}

function judgeAppSecret({ appSecret, verifyToken }: GivenSecrets): Finding[] {
  const { ok, note, problem } = about('app-secret', 'app secret');
  if (appSecret === undefined)
    return [
      note('None is given: signatures are not checked.', 'Give it with --app-secret-file (App settings > Basic).'),
    ];
  const text = appSecret.text.trim();
  const copyAnew = 'Copy the app secret anew: App Dashboard > App settings > Basic.';
  if (text === '') return [problem('It is empty.', copyAnew)];
  if (ACCESS_TOKEN.test(text)) return [problem('It looks like an access token.', copyAnew)];
  if (text === verifyToken?.text.trim()) return [problem('It is the verify token.', copyAnew)];
  if (/^[0-9A-F]{32}$/i.test(text) && !APP_SECRET.test(text))
    return [problem('Its letters are capitals: Meta writes it in small ones, and signs with these.', copyAnew)];
  if (!APP_SECRET.test(text))
    return [note(`It has ${text.length} characters; Meta's are 32 digits and letters from a to f.`, copyAnew)];
  return [ok('32 hexadecimal digits, as Meta makes it'), ...around('app-secret', 'app secret', appSecret)];
}

function judgeVerifyToken({ verifyToken, appSecret }: GivenSecrets): Finding[] {
  const { ok, note, problem } = about('verify-token', 'verify token');
  if (verifyToken === undefined) return [ok('listen makes one at its first start, and keeps it')];
  const text = verifyToken.text.trim();
  const another = 'Leave --verify-token out: listen makes one and keeps it.';
  if (text === appSecret?.text.trim() || APP_SECRET.test(text))
    return [problem('It looks like an app secret, and everyone who sees the dashboard sees it.', another)];
  if (ACCESS_TOKEN.test(text)) return [problem('It looks like an access token.', another)];
  if (text.length < 8)
    return [note(`It has ${text.length} characters: whoever guesses it can claim the webhook.`, another)];
  return [ok(`${text.length} characters`), ...around('verify-token', 'verify token', verifyToken)];
}

function judgeAccessToken({ accessToken, appSecret }: GivenSecrets): Finding[] {
  const { ok, note, problem } = about('access-token', 'access token');
  if (accessToken === undefined) return [ok('none is given; only override, subscription and deliveries need one')];
  const text = accessToken.text.trim();
  const copyAnew =
    'Copy the token anew: App Dashboard > WhatsApp > API Setup, or a system user in the Business Settings.';
  if (text === '') return [problem('It is empty.', copyAnew)];
  if (text === appSecret?.text.trim() || APP_SECRET.test(text))
    return [problem('It looks like an app secret.', copyAnew)];
  if (/\s/.test(text)) return [problem('There is white space in the middle of it.', copyAnew)];
  if (!ACCESS_TOKEN.test(text)) return [note('It does not begin with EAA, as those of Meta do.', copyAnew)];
  return [
    ok(`${text.length} characters, beginning as those of Meta do`),
    ...around('access-token', 'access token', accessToken),
  ];
}

/** What surrounds a secret that is right in itself. */
function around(id: string, subject: string, { text, file }: GivenSecret): Finding[] {
  const { note } = about(id, subject);
  const isCut = file === undefined && text !== text.trim();
  return [
    ...(isCut ? [note('White space around it is cut off.', 'Take it away, where other programs read it too.')] : []),
    ...(file !== undefined && (file.mode & 0o077) !== 0
      ? [note(`${file.path} can be read by others on this machine.`, `chmod 600 ${file.path}`)]
      : []),
  ];
}
