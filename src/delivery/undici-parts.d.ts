// The file of undici that sends a request. Importing the whole of it costs four times the start-up.
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export default Pool;
}
