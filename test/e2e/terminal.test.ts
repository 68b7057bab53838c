import { describe, expect, test } from "vitest";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const ESC = "\u001b";
const TOKEN = "hunter2-secret-token";

const scene = useScene();

const HOSTILE = [
    "printf '\\033]0;EVIL TITLE\\007\\033[2J\\033[H\\033[?1049h\\033]52;c;ZXZpbA==\\007\\302\\2332Jcleared\\n'",
    "printf '\\033[1;31mred\\033[0m and \\033[32mgreen without end\\n'",
    "printf 'plain <{%%fg 1%%}> and <{%% block x %%}>\\n'",
    `printf 'token hunter2-\\033[31msecret\\033[0m-token, %s\\n' "$TOKEN"`,
    "for state in 1 2 3; do printf '\\rstate %s of 3' $state; done; printf '\\n'",
    "printf '\\033]0;never ends\\nand after it\\n'",
].join("\n");

function command(create: string) {
    return async () => {
        const { instanceId } = scene.instance;
        new InstanceConnectCommand("command", { instanceId, create, environment: { TOKEN } });
    };
}

const escapes = (text: string) => [...text.matchAll(new RegExp(`${ESC}(\\[[0-9;]*m)?`, "g"))].map(([found]) => found);

describe("what a script prints", () => {
    test("reaches the terminal without a command to it, in colours if Pulumi uses them, and state unchanged", async () => {
        const stack = await scene.makeStack(command(HOSTILE));
        const { failure, events, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).not.toContain(ESC);
        for (const line of [
            "red and green without end",
            "plain <{%fg 1%}> and <{% block x %}>",
            "token [secret], [secret]",
            "state 3 of 3",
            "and after it",
        ]) {
            expect(output).toContain(line);
        }
        expect(output).not.toMatch(/EVIL|ZXZp|state [12] of|secret-token/);
        const messages = events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "");
        expect(messages.join("")).toContain("state 3 of 3");
        expect(messages.join("")).not.toContain(ESC);
        const { stdout } = (await stack.resource()).outputs;
        expect(stdout).toContain(`${ESC}]0;EVIL TITLE\u0007${ESC}[2J`);
        expect(stdout).toContain("\rstate 1 of 3\rstate 2 of 3");
    });

    test("keeps its colours with --color always, in its error none, and nothing in either ends Pulumi", async () => {
        const stack = await scene.makeStack(command(`${HOSTILE}\n{ ${HOSTILE}\n} >&2; exit 3`));
        let output = "";
        const onOutput = (text: string) => {
            output += text;
        };
        const failure = await stack.stack.up({ color: "always", onOutput }).then(
            () => "",
            (error) => String(error),
        );
        expect(failure).toContain("CMD_EXIT");
        expect(output).toContain(`${ESC}[38;5;1mred${ESC}[0m and ${ESC}[38;5;2mgreen without end`);
        expect(escapes(output).filter((found) => found === ESC)).toEqual([]);
        const plain = output.replaceAll(new RegExp(`${ESC}\\[[0-9;]*m`, "g"), "");
        expect(plain.split("plain <{%fg 1%}> and <{% block x %}>")).toHaveLength(4);
        expect(plain).toMatch(/stderr: +cleared/);
        expect(plain).not.toContain("secret-token");
        expect((await stack.resource()).outputs).toMatchObject({ exitCode: 3 });
    });

    test("as progress shows its last state on the row while it is under way", async () => {
        const create = "for n in $(seq 40); do printf '\\r%s%% done' $n; sleep 0.1; done; printf '\\rall done\\n'";
        const stack = await scene.makeStack(command(create));
        const { events, failure } = await stack.up();
        expect(failure).toBeUndefined();
        const messages = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : []));
        const states = messages.filter(({ ephemeral, message }) => ephemeral && /\d+% done/.test(message));
        expect(states.length).toBeGreaterThan(1);
        for (const { message } of states) {
            expect(message.match(/% done/g)).toHaveLength(1);
        }
        expect(messages.filter(({ ephemeral, message }) => !ephemeral && message.includes("done"))).toHaveLength(1);
    });
});
