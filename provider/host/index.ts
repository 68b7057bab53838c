// In: an authenticated session, texts of ours, and by when. Out: what the host reports of them, in frames, and how they ended.
// It runs them as any user of the host, in one shell that is kept open for each user of a connection where that works.
// Never knows what a text is for, never quotes a host that sends back what it was sent, and never waits without an end.
export type { Connect } from "./connect";
export type { Frame } from "./frame-parser";
export type { Host, HostLease } from "./host";
export { loginShellEnded } from "./login-shell";
export { type HostOf, makeHosts } from "./make-hosts";
