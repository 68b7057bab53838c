import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { snippets } from "./documents/snippets";
import { faultsOfPolicy } from "./support/iam-grammar";
import { root } from "./support/imports";

interface Job {
    readonly if: string;
    readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

interface Workflow {
    readonly on: unknown;
    readonly permissions: unknown;
    readonly concurrency: Readonly<Record<string, unknown>>;
    readonly jobs: Readonly<Record<string, Job>>;
}

interface Policy {
    readonly Statement: readonly {
        readonly Effect: string;
        readonly Action: string | readonly string[];
        readonly Resource?: string | readonly string[];
        readonly Principal?: object;
        readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
}

const documents = globSync(["*.md", "{docs,lab}/*.md", "examples/*/*.md"], { cwd: root });
const documentsOfExamples = documents.filter((path) => path.startsWith("examples/"));
const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("the documents", () => {
    it("link to nothing in the checkout that does not exist", () => {
        const dead = documents.flatMap((path) =>
            [...read(path).matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
                .map(([, target = ""]) => target)
                .filter((target) => !existsSync(join(root, dirname(path), target)))
                .map((target) => `${path}: ${target}`),
        );
        expect(documents).toContain("README.md");
        expect(dead).toEqual([]);
    });

    it("are all within reach of the README", () => {
        const readme = read("README.md");
        expect(documents.filter((path) => path.startsWith("docs/") && !readme.includes(`(${path})`))).toEqual([]);
    });

    it("keep the README short, and say once what has a page of its own", () => {
        const readme = read("README.md");
        expect(readme.split("\n").length).toBeLessThanOrEqual(201);
        expect(readme.match(/\b(AWS|EIC|NET|SSH|FILE|CMD)_[A-Z]+_?[A-Z]+\b/g) ?? []).toEqual([]);
        expect(readme).not.toContain("SendSSHPublicKey");
        expect(readme).not.toContain("replaceOnChanges");
    });

    describe("give IAM policies", () => {
        const policies = snippets
            .filter(({ language }) => language === "json")
            .map(({ place, text }) => ({ place, policy: JSON.parse(text) as Policy }));
        const actionsOf = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => Action);

        it("that are whole policies, with actions of services that an example uses", () => {
            for (const { place, policy } of policies) {
                expect(policy, place).toMatchObject({ Version: "2012-10-17" });
                for (const { Effect, Resource, Principal } of policy.Statement) {
                    expect([place, Effect, (Resource === undefined) !== (Principal === undefined)]).toEqual([
                        place,
                        "Allow",
                        true,
                    ]);
                }
                const known = /^(ec2|ec2-instance-connect|iam|s3|sts):[A-Z]\w+\*?$/;
                expect([place, actionsOf(policy).filter((action) => !known.test(action))]).toEqual([place, []]);
            }
        });

        it("that IAM takes, on the page about them", () => {
            const own = policies.filter(({ place }) => place.startsWith("docs/iam.md"));
            expect(own.length).toBeGreaterThan(3);
            expect(own.flatMap(({ policy }) => faultsOfPolicy(policy))).toEqual([]);
        });

        it("that allow no key for just any user, and no tunnel to just any port", () => {
            for (const { place, policy } of policies) {
                for (const { Action, Condition = {} } of policy.Statement) {
                    const names = Object.values(Condition).flatMap((tests) => Object.keys(tests));
                    if (Action.includes("ec2-instance-connect:SendSSHPublicKey")) {
                        expect(names, place).toContain("ec2:osuser");
                    }
                    if (Action.includes("ec2-instance-connect:OpenTunnel")) {
                        expect(names, place).toContain("ec2-instance-connect:remotePort");
                    }
                }
            }
        });

        it("in each example that makes or reaches what others do not, and in a page of their own", () => {
            const places = policies.filter(({ policy }) =>
                actionsOf(policy).includes("ec2-instance-connect:SendSSHPublicKey"),
            );
            const documents = new Set(places.map(({ place }) => place.split(":")[0]));
            const examples = ["bootstrap", "ci", "private-endpoint"].map((name) => `examples/${name}/README.md`);
            expect([...documents]).toEqual(["docs/iam.md", ...examples]);
            const others = documentsOfExamples.filter((path) => !examples.includes(path));
            expect(others.filter((path) => !/\.\.\/quickstart\/README\.md|SendSSHPublicKey/.test(read(path)))).toEqual(
                [],
            );
        });
    });

    it("show a pipeline that proves who it is, previews pull requests, and deploys from main only", () => {
        const fromPulumi = createRequire(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));
        const workflow: Workflow = fromPulumi("js-yaml").load(read("examples/ci/.github/workflows/deploy.yml"));
        expect(workflow.on).toEqual({ pull_request: { branches: ["main"] }, push: { branches: ["main"] } });
        expect(workflow.permissions).toEqual({ contents: "read", "id-token": "write" });
        expect(workflow.concurrency["cancel-in-progress"]).toBe(false);
        const { preview, up, ...others } = workflow.jobs;
        expect(others).toEqual({});
        expect(preview?.if).toContain("github.event_name == 'pull_request'");
        expect(up?.if).toBe("github.event_name == 'push'");
        const last = (job: Job | undefined) =>
            job?.steps.slice(-3).map(({ uses, run }) => (uses ?? run)?.split("@")[0]);
        const [signIn, install] = ["aws-actions/configure-aws-credentials", "npm ci"];
        expect(last(preview)).toEqual([signIn, install, expect.stringMatching(/^pulumi preview /)]);
        expect(last(up)).toEqual([signIn, install, expect.stringMatching(/^pulumi up .*--yes/)]);
        const settings = JSON.stringify(workflow).match(/(?<=(vars|secrets)\.)\w+/g) ?? [];
        expect(settings).toContain("DEPLOY_ROLE");
        expect(settings.filter((name) => !read("examples/ci/README.md").includes(`\`${name}\``))).toEqual([]);
    });

    it("name in examples and policies only error codes that there are", () => {
        const known = new Set(read("docs/errors.md").match(/(?<=^\| `)\w+(?=`)/gm));
        const named = documents
            .filter((path) => path.startsWith("examples/") || path === "docs/iam.md")
            .flatMap((path) =>
                [...read(path).matchAll(/`((?:AWS|EIC|TUNNEL|NET|SSH|FILE|CMD|STATE)_[A-Z_]*[A-Z])`/g)].map(
                    ([, code = ""]) => ({ path, code }),
                ),
            );
        expect(named.length).toBeGreaterThan(10);
        expect(named.filter(({ code }) => !known.has(code))).toEqual([]);
    });

    it("lead the README's reader to headings that it has", () => {
        const readme = read("README.md");
        const anchors = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
            heading
                .toLowerCase()
                .replace(/[^a-z0-9 -]/g, "")
                .replaceAll(" ", "-"),
        );
        const dead = [...readme.matchAll(/\]\(#([^)]*)\)/g)].filter(([, anchor = ""]) => !anchors.includes(anchor));
        expect(dead.map(([link]) => link)).toEqual([]);
    });

    it("name in ARCHITECTURE.md only files that exist", () => {
        const files = globSync("{provider,cli,sdk,lab,test,scripts,bench}/**/*.{ts,mjs}", { cwd: root });
        const named = [...read("ARCHITECTURE.md").matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)].map(([, name = ""]) => name);
        expect(named.length).toBeGreaterThan(60);
        expect(named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual([]);
    });

    it("give the reason of each dependency", () => {
        const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json"));
        const contributing = read("CONTRIBUTING.md");
        const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
        expect(names.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
    });
});
