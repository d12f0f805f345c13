/** What the Graph API answers with. */
export interface GraphReply {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(json: unknown): GraphReply {
  return { status: 200, json };
}

export interface ErrorParts {
  readonly subcode?: number;
  readonly type?: string;
  readonly userMessage?: string;
  readonly isTransient?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refused(status: number, code: number, message: string, parts: ErrorParts = {}): GraphReply {
  const { subcode, type = 'OAuthException', userMessage, isTransient, headers } = parts;
  const error = {
    message,
    type,
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    ...(isTransient === undefined ? {} : { is_transient: isTransient }),
    ...(userMessage === undefined ? {} : { error_user_title: 'Not done', error_user_msg: userMessage }),
    fbtrace_id: 'AbCdEfGhIjKlMnOpQrStUvW',
  };
  return { status, json: { error }, ...(headers && { headers }) };
}

export function unknownObject(method: string, id: string): GraphReply {
  const message = `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`;
  return refused(400, 100, message, { subcode: 33, type: 'GraphMethodException' });
}

export function expired(): GraphReply {
  const message =
    'Error validating access token: Session has expired on Thursday, 01-Jan-26 00:00:00 PST. The current time is Friday, 02-Jan-26 00:00:00 PST.';
  return refused(401, 190, message, { subcode: 463 });
}

export function forbidden(what: string): GraphReply {
  return refused(403, 200, `(#200) You do not have permission to ${what}`);
}

/** As the Graph API writes it: compact, with `\/`. */
export function written(json: unknown): string {
  return JSON.stringify(json).replaceAll('/', '\\/');
}
