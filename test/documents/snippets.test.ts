import { readFileSync } from "node:fs";
import { machine, type } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LaunchOptions, startLab } from "../../lab";
import { templateSettings } from "../package/programs";
import { AUTHORITY, K3S } from "../support/example-hosts";
import { fakeAwsIds } from "../support/fake-aws";
import { root } from "../support/imports";
import { requireRoot } from "../support/rights";
import { HARNESS, OTHER_PACKAGES } from "./harness";
import { snippets, snippetsOf, snippetWith } from "./snippets";
import { makeUserProject, type UserProject } from "./user-project";

let project: UserProject;
let lab: Lab | undefined;

beforeEach(() => {
    project = makeUserProject();
    project.write("package.json", JSON.stringify({ name: "user", private: true }));
    project.write("tsconfig.json", templateSettings);
});
afterEach(async () => {
    await lab?.stop();
    lab = undefined;
    project.remove();
});

test("every snippet is of a kind that is run or checked here", () => {
    const documentsWith = (kind: string) => [
        ...new Set(snippets.filter(({ language }) => language === kind).map(({ document }) => document)),
    ];
    expect(new Set(snippets.map(({ language }) => language))).toEqual(new Set(["", "json", "sh", "ts", "yaml"]));
    const policies = ["bootstrap", "ci", "private-endpoint"].map((name) => `examples/${name}/README.md`);
    expect(documentsWith("json")).toEqual(["docs/iam.md", ...policies]); // read by test/documents.test.ts
    expect(documentsWith("yaml")).toEqual(["README.md"]); // used by test/package/installers.ts
    const others = [...documentsWith("sh"), ...documentsWith("")].filter((document) => !(document in RUNS));
    // Read by test/cli/documents.test.ts, and made of a real error by scripts/generate.
    expect(others).toEqual(["docs/sign-in.md", "docs/errors.md"]);
});

test("every program compiles, and so does every part of one", async () => {
    const programs = snippets.filter(({ language }) => language === "ts");
    programs.forEach(({ text }, index) => {
        project.write(`${index}.ts`, text.includes("import ") ? text : `${HARNESS}\n${text}`);
    });
    project.write("other-packages.d.ts", OTHER_PACKAGES);
    const files = [...programs.keys()].map((index) => `${index}.ts`);
    const settings = { ...JSON.parse(templateSettings), files: ["other-packages.d.ts", ...files] };
    project.write("tsconfig.json", JSON.stringify(settings));
    const places = programs.map(({ place }, index) => `${index}.ts is ${place}`).join(", ");
    await expect(project.run("tsc --noEmit"), places).resolves.toBe("");
});

describe("a user who is not root", () => {
    test("is who runs the snippets", async () => {
        expect(Number(await project.run("id -u"))).not.toBe(0);
        const bind = `node -e 'require("net").createServer().listen(22, "127.0.0.1")'`;
        await expect(project.run(bind)).rejects.toThrow("EACCES");
    });

    test("runs the README's test, which ends its lab", async () => {
        const program = snippetWith("README.md", "startLab");
        project.write("index.ts", `${program}\ntestGreeting(process.argv[2] ?? "");\n`);
        await project.run('tsc && mkdir "$HOME/greeting" && node bin/index.js "$HOME/greeting"');
    });

    test("runs the README's test, which fails if the command does something else, and still ends its lab", async () => {
        const program = snippetWith("README.md", "startLab").replace('"echo hello"', '"echo goodbye"');
        project.write("index.ts", `${program}\ntestGreeting(process.argv[2] ?? "");\n`);
        const run = project.run('tsc && mkdir "$HOME/greeting" && node bin/index.js "$HOME/greeting"');
        await expect(run).rejects.toThrow(/AssertionError.*goodbye/s);
    });

    test("runs the lab's tests with vitest's own limits, and leaves nothing behind", async () => {
        const [first = "", program = "", second = ""] = snippetsOf("lab/README.md", "ts").map(({ text }) => text);
        project.write("Pulumi.yaml", "name: user\nruntime: nodejs\n");
        project.write("index.ts", program);
        project.write("first.test.ts", first);
        project.write("second.test.ts", second);
        await project.run("node node_modules/vitest/vitest.mjs run --no-cache");
        expect(await project.run('ls -A | grep Pulumi; ls -A "$HOME" | grep greeting- || true')).toBe("Pulumi.yaml\n");
    });
});

/** What a document's commands need to be run by. */
interface Run {
    /** Instances of the IDs that the commands name. */
    readonly launch?: LaunchOptions;
    readonly stdin?: string;
    /** What is done after the commands, and prints what the document shows, too. */
    readonly afterwards?: readonly string[];
    /** The instance is made by `@pulumi/aws`, and so is what leads to it. */
    readonly makesInstance?: { readonly endpoint: boolean };
    /** What the commands and `afterwards` tell npm. @default "install\n" */
    readonly npmCalls?: string;
    /** Commands of other programs, which do nothing here. */
    readonly others?: readonly string[];
}

/** The commands of the workflow, with a state that a preview may not write: so much its role is allowed. */
function workflowSteps(): string[] {
    const text = readFileSync(join(root, "examples/ci/.github/workflows/deploy.yml"), "utf8");
    const steps = [...text.matchAll(/^ +- run: (.*)$/gm)].map(([, step = ""]) => step);
    const state = 'find "$HOME/state" -exec chmod';
    return steps.map((step) =>
        step.startsWith("pulumi preview") ? `${state} a-w {} +; ${step}; ${state} u+w {} +` : step,
    );
}

const SUDOERS = `Defaults secure_path="/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
ec2-user ALL=(ALL) NOPASSWD: ALL
`;

/** Makes /etc and /usr/local/bin an instance's own. */
const OWN_ETC =
    "mount -t tmpfs -o mode=755 none /usr/local/bin && cd /usr/local/bin && cp -a /etc .etc && mount --bind .etc /etc";

/** An instance with a program of its own that only a whole system has. */
function withFake(name: string, text: string): LaunchOptions {
    return { sudoers: SUDOERS, setup: `${OWN_ETC} && ${fakeProgram([name, text])}` };
}

function fakeProgram([name, text]: readonly [name: string, text: string]): string {
    return `printf '#!/bin/sh\\n${text}\\n' >${name} && chmod 755 ${name}`;
}

const RUNS: Readonly<Record<string, Run>> = {
    "README.md": {},
    "examples/bootstrap/README.md": {
        launch: withFake("cloud-init", "echo status: done"),
        makesInstance: { endpoint: false },
    },
    "examples/ci/README.md": {
        launch: { sudoers: SUDOERS, setup: OWN_ETC },
        stdin: "token-of-the-documents\n",
        others: ["aws"],
        afterwards: workflowSteps(),
        npmCalls: "install\nci\nci\n",
    },
    "examples/cluster/README.md": {
        launch: {
            sudoers: SUDOERS,
            setup: [OWN_ETC, "mount -t tmpfs -o mode=755 none /var/lib", ...Object.entries(K3S).map(fakeProgram)].join(
                " && ",
            ),
        },
    },
    "examples/database-password/README.md": { launch: withFake("runuser", "cat >/dev/null") },
    "examples/drift/README.md": { launch: withFake("systemctl", ":") },
    "examples/signed-certificate/README.md": {
        launch: { sudoers: SUDOERS, setup: [OWN_ETC, fakeProgram(["systemctl", ":"]), ...AUTHORITY].join(" && ") },
    },
    "examples/files/README.md": { launch: withFake("systemctl", '[ "$1" = restart ] || echo active') },
    "examples/private-endpoint/README.md": {
        launch: { publicAddress: "none", privateAddress: "vpc-only" },
        makesInstance: { endpoint: true },
    },
    "examples/quickstart/README.md": {},
    "examples/rerun-on-triggers/README.md": { afterwards: ["pulumi config set release 1.1; pulumi up"] },
    "examples/run-command/README.md": {},
    "examples/secrets/README.md": { stdin: "token-of-the-documents\n" },
    "examples/shared-trust/README.md": {},
};

/** Lines of output, as far as they are the same on each machine and each time. */
function linesOf(text: string): string[] {
    return text
        .replaceAll("Linux x86_64", `${type()} ${machine()}`)
        .replaceAll(/\(\d+s\)/g, "(…)")
        .split("\n")
        .map((line) => line.trim().replaceAll(/ +/g, " "))
        .filter((line) => line !== "");
}

describe.each(Object.entries(RUNS))("the commands of %s", (document, run) => {
    test("work as they are printed, and print what the document shows", async () => {
        // A user's instances listen on 22 and have the users of their image.
        requireRoot();
        const { launch = {}, stdin = "", afterwards = [], makesInstance, others = [] } = run;
        const { commands, installs } = prepare(document);
        const ids = new Set(commands.match(/i-[0-9a-f]{17}/g));
        lab = await startLab({ region: "eu-west-1" });
        for (const instanceId of makesInstance ? [MADE_INSTANCE] : ids) {
            await lab.launchInstance({ kind: "openssh", instanceId, ...launch });
        }
        for (const name of others) {
            project.program(name, ":");
        }
        const environment = { ...lab.environment, ...(makesInstance && (await madeByAws(lab, makesInstance))) };
        const printed: string[] = [];
        for (const lines of [commands, ...afterwards.map((more) => `cd ${folderOf(document)}; ${more}`)]) {
            printed.push(await project.run(lines, environment, stdin));
        }
        expect(await project.run('cat "$HOME/npm-calls" || true')).toBe(run.npmCalls ?? installs);
        const seen = printed.flatMap(linesOf);
        for (const { place, text } of snippetsOf(document, "")) {
            expect(seen, place).toEqual(expect.arrayContaining(linesOf(text)));
        }
    });
});

/** The instance that `@pulumi/aws` makes. */
const MADE_INSTANCE = "i-0123456789abcdef0";

/** Lets the programs of the project get what the lab has where they make it. */
async function madeByAws({ createEndpoint }: Lab, { endpoint }: { endpoint: boolean }) {
    const made = endpoint ? await createEndpoint() : undefined;
    return fakeAwsIds({ instanceId: MADE_INSTANCE, endpointId: made?.endpointId });
}

function folderOf(document: string): string {
    return document === "README.md" ? "." : document.replace("/README.md", "");
}

/** Lays out what the reader has, and gives the document's commands with what they tell npm. */
function prepare(document: string): { commands: string; installs: string } {
    if (document === "README.md") {
        project.write("Pulumi.yaml", "name: user\nruntime: nodejs\n");
        project.write("index.ts", snippetWith("README.md", "Hello from $(uname"));
        const [install = "", run = ""] = snippetsOf(document, "sh").map(({ text }) => text);
        const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        return { commands: `${install}\npulumi stack init dev\n${run}`, installs: `install ${name}\n` };
    }
    project.copy("examples");
    const commands = snippetsOf(document, "sh").map(({ text }) => text);
    return { commands: commands.join("\n"), installs: "install\n" };
}

test("the README's commands for this checkout are scripts of the package", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const named = [...snippetWith("README.md", "npm start").matchAll(/^npm (?:run )?([\w:-]+)/gm)].map(
        ([, name]) => name,
    );
    expect(named).toEqual(["start", "test"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
