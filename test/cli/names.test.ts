import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { root } from "../support/imports";
import { toolPath } from "../support/tools";
import { type CommandUser, makeUser } from "./command";
import { openWindow } from "./window";

let lab: Lab;
let user: CommandUser;
let web: LabInstance;
let twins: readonly LabInstance[];

beforeAll(async () => {
    lab = await startLab();
    web = await lab.launchInstance({ kind: "openssh", tags: { Name: "web-1", Role: "front" } });
    const stopped = await lab.launchInstance({ tags: { Name: "web-1" } });
    await stopped.stop();
    const gone = await lab.launchInstance({ tags: { Name: "web-1" } });
    await gone.terminate();
    twins = [
        await lab.launchInstance({ kind: "openssh", tags: { Name: "twin" } }),
        await lab.launchInstance({ kind: "openssh", tags: { Name: "twin" } }),
    ];
});

afterAll(async () => {
    await lab.stop();
});

beforeEach(() => {
    user = makeUser(lab);
    return () => user.remove();
});

const MAIN = join(root, "dist", "cli", "main.js");

describe("an instance that is named", () => {
    test.each(["web-1", "tag:Name=web-1", "ec2-user@web-1", "tag:Role=front", "tag:Name=web-*"])(
        "%s is the one that runs",
        async (name) => {
            const ran = await user.run(["ssh", "--port", `${web.port}`, name, "echo $USER"]);
            expect(ran).toEqual({ exitCode: 0, stdout: "ec2-user\n", stderr: "" });
        },
    );

    test("is refused if there is none, or more than one without a person to choose: the list shows them", async () => {
        const none = await user.run(["ssh", "nobody-here", "true"]);
        expect(none).toMatchObject({ exitCode: 255, stdout: "" });
        expect(none.stderr).toContain("no instance in eu-central-1 has the tag Name=nobody-here");
        const several = await user.run(["doctor", "twin"]);
        expect(several.exitCode).toBe(255);
        expect(several.stderr).toContain("2 instances have the tag Name=twin: name one by its ID");
        for (const { instanceId } of twins) {
            expect(several.stderr).toContain(`${instanceId}  running`);
        }
        expect((await user.run(["ssh", "i-123", "true"])).stderr).toContain("expected an instance ID, a name or a tag");
    });

    test("is chosen from a list on a terminal, and the sign-in goes on there", async () => {
        const window = await openWindow(user, [process.execPath, MAIN, "ssh", "--port", `${twins[1]?.port}`, "twin"]);
        try {
            await window.shows(/^1 {2}i-\w+ {2}running .*twin$/m);
            await window.shows(/^Which one \(1 to 2\)\?/m);
            await window.type("7", "Enter", `${twins[1]?.instanceId}`, "Enter");
            await window.shows(/^\$ *$/m);
            await window.type("exit 4", "Enter");
            await window.shows(/^ended-4$/m);
        } finally {
            await window.close();
        }
    });

    test("is not chosen if Ctrl-C is pressed", async () => {
        const window = await openWindow(user, [process.execPath, MAIN, "ssh", "twin"]);
        try {
            await window.shows(/^Which one/m);
            await window.type("C-c");
            await window.shows(/^ended-255$/m);
        } finally {
            await window.close();
        }
    });
});

describe("completions", () => {
    const complete = async (...words: string[]) =>
        (await user.run(["complete", "--", ...words])).stdout.split("\n").filter((word) => word !== "");

    test("are commands, options, values of options, and instances by name and ID, behind a user", async () => {
        expect(await complete("")).toEqual(expect.arrayContaining(["ssh", "push", "proxy", "doctor", "known-hosts"]));
        expect(await complete("")).not.toEqual(expect.arrayContaining(["complete"]));
        expect(await complete("known-hosts", "f")).toEqual(["forget"]);
        expect(await complete("ssh", "--ro")).toEqual(["--route"]);
        expect(await complete("ssh", "--route", "p")).toEqual(["public", "private"]);
        expect(await complete("ssh", "--route", "public", "we")).toEqual(["web-1"]);
        expect(await complete("ssh", `ubuntu@${web.instanceId.slice(0, -1)}`)).toEqual([`ubuntu@${web.instanceId}`]);
        expect(await complete("push", "--public-key", "")).toEqual([]);
        expect(await complete("ssh", "web-1", "up")).toEqual([]);
        expect(await complete("completion", "z")).toEqual(["zsh"]);
    });

    test("are nothing, and no error, if AWS is not reached", async () => {
        const dead = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:9" };
        const ended = await user.run(["complete", "--", "ssh", ""], { environment: dead });
        expect(ended.stdout).toBe("");
    });

    /** A folder in PATH whose `ec2-instance-connect` is this build. */
    async function withCommand() {
        await user.program("sh", [
            "-c",
            `mkdir bin && printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' "$0" "$1" >bin/ec2-instance-connect && chmod 755 bin/ec2-instance-connect`,
            process.execPath,
            MAIN,
        ]);
        return { PATH: `${join(user.home, "bin")}:${process.env.PATH}`, TERM: "xterm" };
    }

    test("work in bash, also behind a user", async () => {
        const environment = await withCommand();
        const script = [
            'eval "$(ec2-instance-connect completion bash)"',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash's.
            'ask() { COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9; COMPREPLY=(); compopt() { :; }; _ec2_instance_connect; echo "${COMPREPLY[*]}"; }',
            "ask 'ec2-instance-connect ssh --rou'",
            "ask 'ec2-instance-connect ssh we'",
            "ask 'ec2-instance-connect ssh ubuntu@we'",
            "ask 'ec2-instance-connect known-hosts '",
        ].join("\n");
        const { stdout, stderr } = await user.program(toolPath("bash"), ["-c", script], { environment });
        expect([stdout, stderr]).toEqual(["--route\nweb-1\nweb-1\nlist forget\n", ""]);
    });

    test("work in fish", async () => {
        const environment = await withCommand();
        const script = [
            "ec2-instance-connect completion fish | source",
            "complete -C 'ec2-instance-connect ssh --rou'",
            "complete -C 'ec2-instance-connect ssh we'",
            "complete -C 'ec2-instance-connect ssh ubuntu@we'",
        ].join("\n");
        const { stdout, stderr } = await user.program(toolPath("fish"), ["-c", script], { environment });
        expect([stdout, stderr]).toEqual(["--route\nweb-1\nubuntu@web-1\n", ""]);
    });

    test("work in zsh, as they are typed", async () => {
        const environment = await withCommand();
        const setUp = `PATH=${environment.PATH} PS1='> ' exec ${toolPath("zsh")} -f`;
        const window = await openWindow(user, ["/bin/sh", "-c", setUp]);
        try {
            await window.shows(/^> *$/m);
            await window.type(
                'autoload -U compinit; compinit -u; eval "$(ec2-instance-connect completion zsh)"; clear',
                "Enter",
            );
            await window.shows(/^> *$/m);
            await window.type("ec2-instance-connect ssh --rou", "Tab");
            await window.shows(/^> ec2-instance-connect ssh --route *$/m);
            await window.type("private ubuntu@we", "Tab");
            await window.shows(/^> ec2-instance-connect ssh --route private ubuntu@web-1 *$/m);
        } finally {
            await window.close();
        }
    });
});
