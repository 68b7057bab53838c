import { spawn } from "node:child_process";
import {
    chmodSync,
    cpSync,
    existsSync,
    lchownSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { putFakeAws } from "../support/fake-aws";
import { root } from "../support/imports";
import { toolPath } from "../support/tools";

/** The account that owns nothing. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const LANGUAGE_HOST = "pulumi-language-nodejs";
const isRoot = process.getuid?.() === 0;

/** A folder of a user who is not root, in which the package is installed. */
export interface UserProject {
    readonly folder: string;
    write(file: string, text: string): void;
    copy(path: string): void;
    /** Puts a program, of shell lines, on the user's PATH. */
    program(name: string, text: string): void;
    /** Runs shell lines there as that user and gives what they printed. Rejects when one of them fails. */
    run(lines: string, environment?: Readonly<Record<string, string>>, stdin?: string): Promise<string>;
    remove(): void;
}

/** Makes one. Whoever runs the tests, what runs in it is not root; `npm install` finds everything installed. */
export function makeUserProject(): UserProject {
    const folder = mkdtempSync(join(tmpdir(), "user-project-"));
    const home = join(folder, ".home");
    const bin = join(folder, ".bin");
    for (const made of [home, bin, join(folder, "node_modules"), join(home, "state")]) {
        mkdirSync(made);
    }
    for (const name of readdirSync(join(root, "node_modules"))) {
        if (!name.startsWith(".")) {
            symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
        }
    }
    const write = (file: string, text: string) => {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
    };
    const program = (name: string, text: string) => {
        write(join(".bin", name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(bin, name), 0o755);
    };
    program("npm", 'printf "%s\\n" "$*" >>"$HOME/npm-calls"');
    if (!existsSync(join(pulumiFolder(), LANGUAGE_HOST))) {
        program(LANGUAGE_HOST, `exec node '${join(__dirname, "language-host.cjs")}' "$@"`);
    }
    // Pulumi's language host asks for the plugin of each package that it finds below a program, and the CLI would fetch it.
    putFakeAws(bin);
    const environment = {
        HOME: home,
        // The CLI asks /etc/passwd, where nobody has no home.
        PULUMI_HOME: join(home, ".pulumi"),
        TMPDIR: home,
        PATH: [bin, join(root, "node_modules", ".bin"), pulumiFolder(), process.env.PATH].join(delimiter),
        PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // Nobody is there to confirm: what --yes would do.
        PULUMI_SKIP_CONFIRMATIONS: "true",
        // Else the compiled code of the tests, which the user may not write.
        NODE_COMPILE_CACHE: join(home, "compiled"),
    };
    return {
        folder,
        write,
        program,
        copy: (path) => cpSync(join(root, path), join(folder, path), { recursive: true }),
        run: (lines, more = {}, stdin = "") => {
            giveAway(folder);
            return runShell(lines, { cwd: folder, env: { ...environment, ...more }, stdin });
        },
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

function pulumiFolder(): string {
    const cli = process.env.PULUMI_CLI_ROOT;
    if (cli === undefined) {
        throw new Error("PULUMI_CLI_ROOT is not set: run the tests by npm test, which finds a Pulumi CLI");
    }
    return join(cli, "bin");
}

/** Entries, and never what a link leads to: the packages are those of the checkout. */
function giveAway(path: string): void {
    if (isRoot) {
        lchownSync(path, NOBODY.uid, NOBODY.gid);
        if (lstatSync(path).isDirectory()) {
            for (const name of readdirSync(path)) {
                giveAway(join(path, name));
            }
        }
    }
}

interface Shell {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly stdin: string;
}

/** In place of root: a user without any right but to read a checkout and a CLI that lie in root's home. */
function asUser(command: readonly string[]): readonly string[] {
    const only = "-all,+dac_read_search";
    const ids = [`--reuid=${NOBODY.uid}`, `--regid=${NOBODY.gid}`, "--clear-groups"];
    const rights = [`--bounding-set=${only}`, `--inh-caps=${only}`, `--ambient-caps=${only}`];
    return isRoot ? [toolPath("setpriv"), ...ids, ...rights, ...command] : command;
}

function runShell(lines: string, { cwd, env, stdin }: Shell): Promise<string> {
    const [program = "", ...args] = asUser(["/bin/sh", "-e", "-c", lines]);
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
        let printed = "";
        const add = (bytes: Buffer) => {
            printed += bytes;
        };
        child.stdout.on("data", add);
        child.stderr.on("data", add);
        child.on("error", reject);
        child.on("close", (code) =>
            code === 0 ? resolve(printed) : reject(new Error(`exit code ${code} of:\n${lines}\n${printed}`)),
        );
        child.stdin.on("error", () => {});
        child.stdin.end(stdin);
    });
}
