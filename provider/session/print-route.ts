import type { Route } from "../instance/way";
import { printAddress } from "./print-address";

/** The end of a route, as messages show it: `10.0.0.7:22 through eice-0123`. */
export function printRoute({ way }: Route): string {
    const address = printAddress(way.address, way.port);
    return way.kind === "tunnel" ? `${address} through ${way.endpointId}` : address;
}
