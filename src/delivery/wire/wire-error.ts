/** Why there is no answer. Errors of Node's own sockets come as they are. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** They stand in the output, so that scripts know them: some are those of the library that sent before. */
export type WireErrorCode =
  | 'TIMEOUT'
  | 'ABORTED'
  | 'UND_ERR_DESTROYED'
  | 'UND_ERR_INVALID_ARG'
  | 'UND_ERR_SOCKET'
  | 'UND_ERR_HEADERS_OVERFLOW'
  | 'HTTPParserError';
