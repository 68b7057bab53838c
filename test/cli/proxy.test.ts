import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { toolPath } from "../support/tools";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let user: CommandUser;
let configuration: string;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
    mkdirSync(join(user.home, ".ssh"), { mode: 0o700 });
    const key = join(user.home, ".ssh", "id_ed25519");
    await user.program("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    configuration = join(user.home, ".ssh", "config");
});

afterEach(async () => {
    user.remove();
    await lab.stop();
});

async function writeBlock(): Promise<void> {
    expect(await user.run(["config", "--write"])).toMatchObject({ exitCode: 0, stderr: "" });
}

function placeOf({ instanceId, port }: LabInstance): { readonly host: string; readonly options: string[] } {
    return {
        host: `ec2-user@${instanceId}`,
        options: ["-F", configuration, "-o", `Port=${port}`, "-o", "BatchMode=yes"],
    };
}

const ROUTES: readonly (readonly [string, LaunchOptions])[] = [
    ["a public address", {}],
    ["an endpoint", { publicAddress: "none", privateAddress: "vpc-only" }],
];

describe.each(ROUTES)("the block in ssh_config, to an instance with %s", (_, launchOptions) => {
    let instance: LabInstance;
    beforeEach(async () => {
        instance = await lab.launchInstance({ kind: "openssh", ...launchOptions });
        await lab.createEndpoint();
        await writeBlock();
    });

    test("lets ssh, scp, sftp, rsync and git work by instance ID", async () => {
        const { host, options } = placeOf(instance);
        expect(await user.program("ssh", [...options, host, "echo $USER"])).toEqual({
            exitCode: 0,
            stdout: "ec2-user\n",
            stderr: "",
        });
        const content = randomBytes(5_000_000);
        writeFileSync(join(user.home, "file"), content);
        expect((await user.program("scp", [...options, "-q", "file", `${host}:copied`])).exitCode).toBe(0);
        const got = await user.program("sftp", [...options, "-q", `${host}:copied`, "fetched"]);
        expect(got.exitCode).toBe(0);
        expect(readFileSync(join(user.home, "fetched")).equals(content)).toBe(true);
        const shell = ["ssh", ...options].join(" ");
        const synced = await user.program("rsync", ["-a", "-e", shell, "file", `${host}:synced`]);
        expect(synced).toMatchObject({ exitCode: 0, stderr: "" });
        const sum = await user.program("ssh", [...options, host, "sha256sum < synced"]);
        expect(sum.stdout.slice(0, 64)).toBe(createHash("sha256").update(content).digest("hex"));
        await user.program("ssh", [...options, host, "git init -q repository"]);
        const environment = { GIT_SSH_COMMAND: shell };
        const cloned = await user.program("git", ["clone", "-q", `${host}:repository`, "clone"], { environment });
        expect(cloned.exitCode).toBe(0);
    });

    test("lets Ansible work by instance ID, as the user of the instance and as root", async () => {
        const inventory = join(user.home, "inventory.ini");
        const folder = join(user.home, "ansible");
        mkdirSync(folder);
        writeFileSync(
            inventory,
            `[web]\n${instance.instanceId} ansible_user=ec2-user ansible_port=${instance.port} ansible_python_interpreter=/usr/bin/python3\n`,
        );
        const playbook = join(user.home, "site.yml");
        writeFileSync(
            playbook,
            [
                "- hosts: web",
                "  gather_facts: false",
                "  tasks:",
                "    - copy: { content: 'from Ansible', dest: '~/note' }",
                "    - command: cat note",
                "      args: { chdir: '~' }",
                "      register: read",
                "    - command: id -un",
                "      become: true",
                "      register: who",
                "    - debug: { msg: 'read {{ read.stdout }} as {{ who.stdout }}' }",
                "",
            ].join("\n"),
        );
        const environment = {
            ANSIBLE_HOME: folder,
            ANSIBLE_LOCAL_TEMP: folder,
            ANSIBLE_SSH_CONTROL_PATH_DIR: folder,
            ANSIBLE_SSH_ARGS: `-F ${configuration} -o BatchMode=yes -o ControlMaster=auto -o ControlPersist=5s`,
            ANSIBLE_PIPELINING: "1",
            ANSIBLE_NOCOLOR: "1",
            LANG: "C.UTF-8",
        };
        const { exitCode, stdout } = await user.program(toolPath("ansible-playbook"), ["-i", inventory, playbook], {
            environment,
        });
        expect(stdout).toContain("read from Ansible as root");
        expect(exitCode).toBe(0);
    });
});

test("the block names the user of the image on stderr, and goes on", async () => {
    const instance = await lab.launchInstance({ kind: "openssh", osUsers: ["ec2-user", "admin"] });
    await writeBlock();
    const { options } = placeOf(instance);
    const ended = await user.program("ssh", [...options, `admin@${instance.instanceId}`, "echo $USER"]);
    expect(ended).toMatchObject({ exitCode: 0, stdout: "admin\n" });
    expect(ended.stderr).toContain(`ssh ec2-user@${instance.instanceId}`);
});

test("config --write keeps what there is, once", async () => {
    writeFileSync(configuration, "Host mine\n    User me\n", { mode: 0o640 });
    await writeBlock();
    const text = readFileSync(configuration, "utf8");
    await writeBlock();
    expect(readFileSync(configuration, "utf8")).toBe(text);
    expect(text).toMatch(
        /^# Begin of ec2-instance-connect\nHost i-\*\n(?:.|\n)*Match all\n\nHost mine\n {4}User me\n$/,
    );
    expect(statSync(configuration).mode & 0o777).toBe(0o640);
    expect((await user.program("ssh", ["-G", "-F", configuration, "mine"])).stdout).toContain("user me\n");
});

test("push says until when, and its line signs in", async () => {
    const instance = await lab.launchInstance({ kind: "openssh" });
    const publicKey = join(user.home, ".ssh", "id_ed25519.pub");
    const args = ["push", "--port", String(instance.port), instance.instanceId, "--public-key", publicKey];
    const ended = await user.run(args);
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ended.stdout).toMatch(
        new RegExp(`^${instance.instanceId} accepts the key for ec2-user until \\d\\d:\\d\\d:\\d\\d`),
    );
    const line = ended.stdout.trim().split("\n").at(-1)?.trim() ?? "";
    expect(await user.program("sh", ["-c", `${line} echo in`])).toEqual({ exitCode: 0, stdout: "in\n", stderr: "" });
    const told = JSON.parse((await user.run([...args, "--json"])).stdout);
    expect(told).toMatchObject({ instanceId: instance.instanceId, osUser: "ec2-user" });
    expect(told.ssh[0]).toBe("ssh");
});

test("push refuses other keys with the reason, and asks AWS nothing", async () => {
    const key = join(user.home, "ecdsa");
    await user.program("ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-f", key]);
    const ended = await user.run(["push", "i-0123456789abcdef0", "--public-key", `${key}.pub`]);
    expect(ended.exitCode).toBe(255);
    expect(ended.stderr).toContain("EC2 Instance Connect does not take keys of type ecdsa-sha2-nistp256");
    expect(lab.requests).toEqual([]);
});

test("proxy passes bytes, and ends with its standard input", async () => {
    const instance = await lab.launchInstance();
    const main = join(process.cwd(), "dist/cli/main.js");
    const target = `${instance.instanceId}:${instance.port}`;
    const child = user.start(process.execPath, [main, "proxy", target]);
    const greeting = await new Promise<string>((resolve) =>
        child.stdout?.once("data", (chunk) => resolve(String(chunk))),
    );
    expect(greeting).toMatch(/^SSH-2\.0-/);
    child.stdin?.end();
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
    expect(existsSync(join(user.home, "config/ec2-instance-connect/known_hosts"))).toBe(true);
});
