// In: a target with its route, the host keys to expect, and how to push a key. Out: a place on an authenticated SSH connection.
// Order is the promise of this room: dial, key exchange, host key, and only then push and sign. Keys stay in memory.
// It never runs or knows a command, never reads state, and names ssh2 for the whole provider.
export type { KeyChoice } from "./key-source";
export type { SessionPool } from "./pool";
export { makeSessionPool } from "./pool";
export type { SessionRequest } from "./request";
