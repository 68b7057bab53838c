import type { CommandDeps } from "../command";
import type { Entry } from "./instance-gate";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";
import type { InstanceRoute } from "./route";

/** An operation on its instance, within its overall deadline: what each part of it works with. */
export interface OnInstance {
    readonly ports: OperationPorts;
    readonly operation: Operation;
    readonly route: InstanceRoute;
    readonly deps: CommandDeps;
    readonly entry: Entry;
}
