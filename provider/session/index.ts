// In: a host, the way to it, the host keys to expect, a function that pushes a key, one that dials. Out: a place on an
// authenticated SSH connection. Order is the promise of this room: dial, key exchange, host key, and only then push and sign.
// For a client that speaks SSH itself: a stream to sshd, and an agent that signs in once with a fresh key.
// It never runs or knows a command, never reads state, knows nothing of AWS, and names ssh2 for the whole provider.
export { type Dial, dial } from "./dial";
export type { RouteDeps } from "./dial-one-route";
export { dialRoutes } from "./dial-routes";
export type { KeyChoice } from "./key-source";
export { serveOneKey } from "./one-key-agent";
export type { SessionPool } from "./pool";
export { makeSessionPool } from "./pool";
export type { JumpHost, SessionRequest } from "./request";
export { PRESENTED_KEY } from "./session-errors";
export { makeTunnelSlots } from "./tunnel-slots";
