/**
 * The part of localtunnel 2.0.2 that carries the bytes. The package has no types and no `exports` map; its main file
 * would bring axios along, this one does not.
 */
declare module 'localtunnel/lib/TunnelCluster.js' {
  import type { EventEmitter } from 'node:events';

  interface TunnelClusterOptions {
    readonly remote_host: string;
    readonly remote_port: number;
    readonly local_port: number;
    /** Never: it re-encodes the first chunk as UTF-8 and so breaks bodies over 64 KiB. */
    readonly local_host?: never;
  }

  export default class TunnelCluster extends EventEmitter {
    constructor(options: TunnelClusterOptions);
    /** Starts one connection to the host; once it stands, one to the local port, and pipes both ways. */
    open(): void;
  }
}
