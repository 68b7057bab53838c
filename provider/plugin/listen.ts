// The plugin's port, open and told before what serves it is loaded.
import { createServer } from "node:net";
import { once } from "../base/once";
import type { Plugin } from "./plugin";

/**
 * Listens on a port of loopback that the system chooses, writes it to standard output, where the engine reads it, and loads the
 * rest then: the engine starts several plugins one after the other, and waits for each port.
 */
export function listen(load: () => Plugin): void {
    const plugin = once(load);
    const server = createServer({ noDelay: true }, (connection) => plugin().take(connection));
    server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        process.stdout.write(`${typeof address === "object" ? address?.port : address}\n`);
        setImmediate(() => plugin().prepare());
    });
}
