import type { IncomingCall } from "./incoming";
import { dialects } from "./services";
import { isSignedBy, parseClaim, signedAt } from "./signature";
import type { World } from "./world";

const OLDEST_MS = 15 * 60 * 1000;

/**
 * The access key that signed a call. Age is told by this machine's clock, not the lab's: AWS clients sign by it.
 * @throws {ApiError} unsigned, signed with another secret, for another region or service, or too long ago.
 */
export function authenticate(call: IncomingCall, world: World): World["accessKeys"][number] {
    const dialect = dialects[call.service];
    const claim = parseClaim(call.headers);
    if (!claim) throw dialect.unsigned();
    const key = world.accessKeys.find((known) => known.accessKeyId === claim.accessKeyId);
    if (!key) throw dialect.unknownKey();
    // STS has a global endpoint: AWS clients may sign for us-east-1 whatever the region.
    const isRegion = claim.region === world.region || (call.service === "sts" && claim.region === "us-east-1");
    if (!isRegion || claim.service !== call.service || !isSignedBy(call, claim, key)) throw dialect.wrongSignature();
    if (!(Math.abs(Date.now() - signedAt(call)) < OLDEST_MS)) throw dialect.expired();
    return key;
}
