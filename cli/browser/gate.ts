import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What a request must show to be heard. */
export interface Gate {
    /** Whether it was sent to this server by its own name: another site that has the name point here is not. */
    hasOwnHost(headers: IncomingHttpHeaders): boolean;
    /** Whether a page of this server has sent it. */
    hasOwnOrigin(headers: IncomingHttpHeaders): boolean;
    /** Gives the secret of the session for the token; only the first who shows it gets one. */
    admit(token: string): string | undefined;
    isSecret(secret: unknown): boolean;
}

/** Makes the gate of a server at an address: `127.0.0.1:port`. */
export function makeGate(host: string, { token, secret }: { readonly token: string; readonly secret: string }): Gate {
    let wasUsed = false;
    return {
        hasOwnHost: (headers) => headers.host === host,
        hasOwnOrigin: (headers) => headers.origin === `http://${host}`,
        admit: (shown) => {
            if (wasUsed || !isEqual(shown, token)) {
                return undefined;
            }
            wasUsed = true;
            return secret;
        },
        isSecret: (shown) => typeof shown === "string" && isEqual(shown, secret),
    };
}

/** Takes as long for a text that is almost right as for one that is not. */
function isEqual(left: string, right: string): boolean {
    const [one, other] = [Buffer.from(left), Buffer.from(right)];
    return one.length === other.length && timingSafeEqual(one, other);
}
