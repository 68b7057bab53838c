import type { Client } from "ssh2";

/** The part of ssh2's internals that is used here; absent in another version, then nothing is changed. */
interface Protocol {
    _handlers?: { GLOBAL_REQUEST?: GlobalRequest };
}
type GlobalRequest = (protocol: Protocol, name: string, wantsReply: boolean, data: unknown) => void;

/** OpenSSH's announcement of all its host keys (PROTOCOL, section 2.5); it wants no reply. */
const ANNOUNCEMENT = "hostkeys-00@openssh.com";

/**
 * Has `client` pass over the host keys that sshd announces after the sign-in. ssh2 asks for a proof of each, and sshd signs with all of
 * them while the first command waits; nobody here learns further keys of a host.
 */
export function leaveHostKeys(client: Client): void {
    const handlers = (client as unknown as { _protocol?: Protocol })._protocol?._handlers;
    const handle = handlers?.GLOBAL_REQUEST;
    if (handlers === undefined || handle === undefined) {
        return;
    }
    handlers.GLOBAL_REQUEST = (protocol, name, wantsReply, data) => {
        if (name !== ANNOUNCEMENT || wantsReply) {
            handle(protocol, name, wantsReply, data);
        }
    };
}
