import type { SessionRequest } from "./request";

/** Whether a request has a route besides those that are left out, or may find one. */
export function hasOtherRoute({ routes, lastResort }: SessionRequest, avoided: readonly string[]): boolean {
    const mayBeFound = lastResort !== undefined && !avoided.includes("endpoint");
    return mayBeFound || routes.some(({ name }) => !avoided.includes(name));
}
