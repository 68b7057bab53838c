import { terminalText } from "../../provider/base/terminal-text";
import { makeHosts } from "../../provider/host";
import { examine, type Step, type StepName } from "../../provider/operation/by-hand";
import { makeSessionPool } from "../../provider/session";
import { findTarget } from "../find-target";
import { knownKeysOf } from "../known-hosts";
import type { OptionValues } from "../options";
import { inCommandWords } from "../print-error";
import { readSignIn } from "../sign-in";

/** What each step is called, and the exit code if it fails. */
const STEPS: Readonly<Record<StepName, { readonly title: string; readonly exitCode: number }>> = {
    aws: { title: "Credentials and AWS", exitCode: 10 },
    instance: { title: "Instance", exitCode: 11 },
    route: { title: "Route", exitCode: 12 },
    "host-key": { title: "Host key", exitCode: 13 },
    "sign-in": { title: "Sign-in", exitCode: 14 },
    shell: { title: "Shell", exitCode: 15 },
};

/** Somebody waits for the answer: what a boot brings is for those who sign in. */
const CONNECT_TIMEOUT = "30s";

/** Signs in step by step, prints each, and returns the exit code: 0 if all is well. */
export async function doctor(text: string, options: OptionValues): Promise<number> {
    const { instanceId, connection, ports, deadline } = readSignIn(
        await findTarget(text, options),
        options,
        CONNECT_TIMEOUT,
    );
    const steps: Step[] = [];
    const isJson = options.json === true;
    const onStep = (step: Step) => {
        steps.push(step);
        if (!isJson) {
            process.stdout.write(`${inColour(terminalText(printStep(step)))}\n`);
        }
    };
    const { clock, random } = ports;
    await examine(
        { instanceId, connection, knownHostKeys: knownKeysOf(instanceId) },
        {
            ...ports,
            poolThatDials: (dial) => makeSessionPool({ clock, random, dial }),
            hostOf: makeHosts({ clock, random }),
        },
        { deadline, onStep },
    );
    const exitCode = exitCodeOf(steps.at(-1));
    if (isJson) {
        process.stdout.write(`${JSON.stringify({ exitCode, steps: steps.map(stepForJson) }, undefined, 2)}\n`);
    } else {
        process.stdout.write(exitCode === 0 ? "\nAll is well.\n" : "");
    }
    return exitCode;
}

/** The first word in green or red, on a terminal whose owner wants colours (NO_COLOR). */
function inColour(text: string): string {
    const { stdout } = process;
    if (!stdout.isTTY || !stdout.hasColors()) {
        return text;
    }
    return text.replace(/^(ok|FAIL)/, (word) => `\u001b[1;${word === "ok" ? 32 : 31}m${word}\u001b[0m`);
}

function exitCodeOf(last: Step | undefined): number {
    if (last?.error === undefined) {
        return 0;
    }
    const { layer } = last.error.failure;
    const isAws = layer === "credentials" || layer === "aws" || layer === "inputs";
    const isUnreached = last.name === "instance" && layer !== "instance";
    return isAws || isUnreached ? STEPS.aws.exitCode : STEPS[last.name].exitCode;
}

function printStep({ name, durationMs, found, error }: Step): string {
    const head = `${error === undefined ? "ok  " : "FAIL"}  ${STEPS[name].title} (${printDuration(durationMs)})`;
    const width = Math.max(0, ...found.map(([about]) => about.length));
    const facts = found.map(([about, value]) => `      ${`${about}:`.padEnd(width + 1)} ${value}`);
    return [head, ...facts, ...(error === undefined ? [] : ["", inCommandWords(error).message])].join("\n");
}

function printDuration(ms: number): string {
    return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function stepForJson({ name, durationMs, found, error }: Step) {
    const told = error && inCommandWords(error).failure;
    return {
        step: name,
        ok: error === undefined,
        durationMs,
        found: found.map(([about, value]) => ({ name: about, value })),
        ...(told && {
            error: {
                code: told.code,
                layer: told.layer,
                summary: told.summary,
                facts: (told.facts ?? []).map(([about, value]) => ({ name: about, value })),
                remedies: told.remedies ?? [],
                details: told.details ?? "",
            },
        }),
    };
}
