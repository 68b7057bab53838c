import {
    type AwsSettings,
    makeAws,
    makeAwsLooks,
    makeOpenTunnel,
    makePushKey,
    resolveAwsSettings,
} from "../provider/aws";
import { systemClock } from "../provider/base/clock";
import { type Deadline, makeDeadline } from "../provider/base/deadline";
import { once } from "../provider/base/once";
import { systemRandom } from "../provider/base/random";
import { connectionRows, parseInputs } from "../provider/inputs";
import type { Inputs } from "../provider/inputs/inputs";
import { makeConsoleKeys } from "../provider/instance";
import type { HandPorts } from "../provider/operation/by-hand";
import { dial, makeTunnelSlots } from "../provider/session";
import { cliLog } from "./cli-log";
import { CONNECTION_OPTIONS, longNameOf, type OptionValues, optionValue } from "./options";
import type { NamedTarget } from "./target";
import { UsageError } from "./usage-error";

/** Where to, how, and what it takes. */
export interface SignIn {
    readonly instanceId: string;
    readonly connection: Inputs["connection"];
    readonly ports: HandPorts;
    readonly deadline: Deadline;
}

/**
 * Reads the options of a command that reaches an instance.
 * @throws {UsageError} a value is not what its option takes.
 */
export function readSignIn(
    { instanceId, osUser, port }: NamedTarget,
    options: OptionValues,
    connectTimeout = "2m",
): SignIn {
    const connection = readConnection(options, { osUser, port }, connectTimeout);
    const settings = resolveAwsSettings(connection, () => undefined);
    return Object.freeze({
        instanceId,
        connection,
        ports: makePorts(settings),
        deadline: makeDeadline(systemClock, connection.connectTimeoutMs),
    });
}

/** What the options say, or the target where it says it: checked, with defaults. */
export function readConnection(
    options: OptionValues,
    named: Pick<NamedTarget, "osUser" | "port">,
    connectTimeout = "2m",
): Inputs["connection"] {
    const given: Record<string, unknown> = { connectTimeout };
    const refused: string[] = [];
    for (const option of CONNECTION_OPTIONS) {
        const name = longNameOf(option);
        const text =
            (option.input === "osUser" || option.input === "port" ? named[option.input] : undefined) ??
            optionValue(options, option);
        if (text === undefined) {
            continue;
        }
        const value = option.input === "port" && /^\d+$/.test(String(text)) ? Number(text) : text;
        given[option.input] = value;
        const row = connectionRows.find((one) => one.name === option.input);
        refused.push(...(row?.check(value, name, () => false) ?? []).map(({ reason }) => `${name}: ${reason}`));
    }
    if (refused.length > 0) {
        throw new UsageError(refused.join("\n"));
    }
    return parseInputs({ instanceId: "", create: "", connection: given }).connection;
}

function makePorts(settings: AwsSettings): HandPorts {
    const deps = { clock: systemClock, random: systemRandom };
    const aws = once(() => makeAws(settings, deps));
    return {
        ...deps,
        access: {
            aws: aws(),
            pushKey: makePushKey(aws()),
            openTunnel: makeOpenTunnel(aws(), systemClock),
            consoleKeys: makeConsoleKeys(aws(), deps),
            looks: makeAwsLooks(aws(), systemClock),
        },
        dial,
        slots: makeTunnelSlots(() => {}),
        log: cliLog,
    };
}
