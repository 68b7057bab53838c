import { systemClock } from "../../provider/base/clock";
import { type Deadline, makeDeadline } from "../../provider/base/deadline";
import { systemRandom } from "../../provider/base/random";
import { type HostLease, type HostOf, makeHosts } from "../../provider/host";
import type { Session, SessionLease } from "../../provider/session/session";

/** The host of a session: the same for as long as the session is the same. */
export const hostOf: HostOf = makeHosts({ clock: systemClock, random: systemRandom });

/** A place on a connection that nobody else has. */
export function leaseOn(session: Session, hosts: HostOf = hostOf): HostLease {
    return { host: hosts(session), onlyFollows: () => {}, release: () => {} };
}

/** A place that the pool gave. */
export function hostLease({ session, onlyFollows, release }: SessionLease): HostLease {
    return { host: hostOf(session), onlyFollows, release };
}

/** Far later than a host takes for an answer. */
export function answerSoon(): Deadline {
    return makeDeadline(systemClock, 120_000);
}
