import type { Client } from "ssh2";

/** The part of ssh2's internals that is used here; absent in another version, then nothing is changed. */
interface Protocol {
    service?: (name: string) => void;
    _handlers?: { SERVICE_ACCEPT?: (protocol: Protocol, name: string) => void };
}

/**
 * Has `client` begin its sign-in when it asks for the service, in place of waiting until the server has accepted: the push begins a
 * round trip sooner. The server reads both in their order (RFC 4253, 10), and the host key has been verified before.
 */
export function beginSignInAtOnce(client: Client): void {
    const protocol = (client as unknown as { _protocol?: Protocol })._protocol;
    const { service, _handlers: handlers } = protocol ?? {};
    const begin = handlers?.SERVICE_ACCEPT;
    if (protocol === undefined || typeof service !== "function" || handlers === undefined || begin === undefined) {
        return;
    }
    protocol.service = function (name) {
        service.call(this, name);
        // Not a second time when the server accepts.
        handlers.SERVICE_ACCEPT = () => {};
        begin(this, name);
    };
}
