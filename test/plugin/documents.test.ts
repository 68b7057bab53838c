// What the pages about the plugin show, held to the examples, the schema and the plugin itself.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FORMER_TYPE_TOKEN, TYPE_TOKEN } from "../../sdk/type-token";
import { PLUGIN_PAGES, snippetsIn } from "../documents/snippets";
import { root } from "../support/imports";
import { startPlugin } from "./plugin-process";

const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const schema = JSON.parse(read("provider/plugin/schema.json"));
const [OVERVIEW = "", SETTING_UP = ""] = PLUGIN_PAGES;

const SOURCES = {
    python: "python/__main__.py",
    go: "go/main.go",
    csharp: "csharp/Program.cs",
    java: "java/src/main/java/quickstart/App.java",
    yaml: "yaml/Pulumi.yaml",
};

describe("the page for the Pulumi Registry", () => {
    test.each(Object.entries(SOURCES))("shows the quickstart in %s as the example has it", (language, file) => {
        const [shown, ...others] = snippetsIn(OVERVIEW).filter((snippet) => snippet.language === language);
        expect(others).toEqual([]);
        expect(shown?.text).toBe(read(`examples/quickstart/${file}`));
    });

    test.each(["quickstart", "bootstrap"])("has a Config of its own in C#, which the %s leaves alone", (example) => {
        // A package with configuration has Pulumi.Ec2InstanceConnect.Config, and `Config` alone may be either.
        expect(Object.keys(schema.config.variables).length).toBeGreaterThan(0);
        const program = read(`examples/${example}/csharp/Program.cs`);
        expect(program).toMatch(/^using Pulumi;\nusing Pulumi\.Ec2InstanceConnect;$/m);
        expect(program.match(/\b(?<!Pulumi\.)Config\b/g)).toBeNull();
        expect(program).toContain("new Pulumi.Config()");
    });

    test("has a program for each language that it lets choose", () => {
        const page = read(OVERVIEW);
        const offered = /chooser language "([^"]*)"/.exec(page)?.[1]?.split(",");
        expect([...page.matchAll(/choosable language (\w+)/g)].map(([, language]) => language)).toEqual(offered);
        expect(snippetsIn(OVERVIEW).map(({ language }) => language)).toEqual(offered);
    });
});

test.each(PLUGIN_PAGES)("%s leads nowhere by a path, which the Pulumi Registry would not have", (page) => {
    expect(read(page).match(/\]\((?!https:)[^)]*\)/g)).toBeNull();
});

describe("the page about installation and configuration", () => {
    const page = read(SETTING_UP);

    test("lists every argument of the provider, and those of its roles", () => {
        const section = page.split("## Configuration")[1] ?? "";
        const listed = [...section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names = ""]) =>
            [...names.matchAll(/\w+/g)].map(([name]) => name),
        );
        expect(listed).toEqual(Object.keys(schema.provider.inputProperties));
        for (const type of ["ProviderAssumeRole", "ProviderWebIdentity", "ProviderEndpoints"]) {
            for (const name of Object.keys(schema.types[`ec2-instance-connect:index:${type}`].properties)) {
                expect(section, `${type}.${name}`).toContain(`\`${name}\``);
            }
        }
    });

    test("names the types that states have", () => {
        expect(page).toContain(`- type: ${TYPE_TOKEN}`);
        expect(page).toContain(`\`${FORMER_TYPE_TOKEN}\``);
    });

    test("types what there is: commands of the checkout, and names of the configuration", () => {
        const commands = snippetsIn(SETTING_UP).filter(({ language }) => language === "sh");
        const lines = commands.flatMap(({ text }) => text.trim().split("\n"));
        const { scripts } = JSON.parse(read("package.json"));
        for (const line of lines.filter((each) => each.startsWith("npm run "))) {
            expect(Object.keys(scripts)).toContain(line.slice("npm run ".length));
        }
        const names = lines.flatMap((line) => /ec2-instance-connect:(\w+)/.exec(line)?.[1] ?? []);
        expect(names.length).toBeGreaterThan(2);
        expect(names.filter((name) => schema.provider.inputProperties[name] === undefined)).toEqual([]);
    });

    test("installs this version, from the place where the build puts it", () => {
        const { version } = JSON.parse(read("package.json"));
        const pages = [SETTING_UP, "examples/quickstart/README.md", "examples/bootstrap/README.md"].map(read);
        const named = pages.flatMap(
            (text) => text.match(/(?<=ec2-instance-connect(?: |@|-v))\d+\.\d+\.\d+[\w.]*/g) ?? [],
        );
        expect(named.length).toBeGreaterThan(5);
        expect(named.filter((each) => each !== version)).toEqual([]);
        expect(page).toContain(` -f release/pulumi-resource-ec2-instance-connect-v${version}-linux-amd64.tar.gz\n`);
    });

    test("shows programs whose providers and resources are right", async () => {
        const programs = snippetsIn(SETTING_UP).filter(({ language }) => language === "yaml");
        const plugin = await startPlugin();
        try {
            for (const { text, place } of programs) {
                const { resources } = fromPulumi("js-yaml").load(text);
                for (const { type, properties } of Object.values<{ type: string; properties: object }>(resources)) {
                    const isProvider = type === "pulumi:providers:ec2-instance-connect";
                    const given = { ...properties };
                    const { failures } = await (isProvider ? plugin.checkConfig(given) : plugin.check(given));
                    expect(failures, place).toEqual([]);
                }
            }
            expect(programs).toHaveLength(2);
        } finally {
            await plugin.stop();
        }
    });
});
