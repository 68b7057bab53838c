import type { Route } from "../instance/way";
import { printAddress } from "./print-address";

/** The end of a route, as messages show it: `10.0.0.7:22 through eice-0123`. */
export function printRoute({ way }: Route): string {
    const address = printAddress(way.address, way.port);
    switch (way.kind) {
        case "tunnel":
            return `${address} through ${way.endpointId}`;
        case "jump":
            return `${address} through ${way.through}`;
        case "direct": {
            const { proxy } = way;
            return proxy === undefined
                ? address
                : `${address} through the proxy ${printAddress(proxy.host, proxy.port)}`;
        }
    }
}
