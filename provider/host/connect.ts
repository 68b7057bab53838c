import type { Deadline } from "../base/deadline";
import type { HostLease } from "./host";

/**
 * Opens a connection. A `return` is the way back to a host on which something of ours goes on: the time limit of a first
 * connection (connectTimeout) does not hold for it, and an instance that AWS no longer knows is not waited for.
 */
export type Connect = (deadline: Deadline, kind?: "return") => Promise<HostLease>;
