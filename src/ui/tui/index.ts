export { openTui } from './open.tsx';
export { createSessionStore } from './session-store.ts';
