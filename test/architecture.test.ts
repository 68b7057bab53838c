import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE_KEY,
} from "../provider/base/pulumi-signatures";
import { functionsOver, type Import, importsOf, root, sourceFiles } from "./support/imports";

// Data flows down this list, and never up.
const rooms = [
    "base",
    "inputs",
    "aws",
    "instance",
    "session",
    "host",
    "files",
    "command",
    "doctor",
    "state",
    "operation",
];
/** That have a place in the list, and no code yet. */
const laterRooms: string[] = [];
/** Those that contact somebody, or look at this machine. */
const actingRooms = ["aws", "instance", "session", "host", "files", "command", "doctor"];
/** Programs and people come in by these; what two of them share is in `process`. */
const doors = ["provider/process", "provider/dynamic", "provider/plugin", "cli"];

const product = ["sdk", "provider", "cli", "lab"].flatMap(sourceFiles);
const imports = importsOf(product);

/** The room of a path, or undefined for a package, another folder, the lifecycle itself and the doors. */
function roomOf(path: string): string | undefined {
    return rooms.find((room) => path === `provider/${room}` || path.startsWith(`provider/${room}/`));
}

/** Whether the file may call rooms: the lifecycle, a door, or the room that calls the others. */
function mayCallRooms(path: string): boolean {
    return path.startsWith("provider/") && (roomOf(path) === undefined || roomOf(path) === "operation");
}

function isOfDoor(path: string): boolean {
    return doors.some((door) => path === door || path.startsWith(`${door}/`));
}

/** Whether a file of this package is meant. Compiled files lie one folder deeper, so package.json seems to be outside. */
function isRelative({ target }: Import): boolean {
    return /^(sdk|provider|cli|lab)(\/|$)/.test(target) || target.endsWith("package.json");
}

function asText(broken: Import[]): string[] {
    return broken.map(({ from, target }) => `${from} -> ${target}`);
}

function packageOf(target: string): string {
    const [scope = "", name = ""] = target.split("/");
    return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

describe("the rooms of the provider", () => {
    const betweenRooms = imports.filter(({ from, target }) => {
        const [here, there] = [roomOf(from), roomOf(target)];
        return here !== undefined && there !== undefined && here !== there;
    });

    it("never import a room below them", () => {
        const upward = betweenRooms.filter(
            ({ from, target }) => rooms.indexOf(roomOf(from) ?? "") < rooms.indexOf(roomOf(target) ?? ""),
        );
        expect(asText(upward)).toEqual([]);
    });

    it("import the rooms above them for their types only, and base freely; operation alone calls them", () => {
        const loaded = betweenRooms.filter(({ target, typesOnly }) => roomOf(target) !== "base" && !typesOnly);
        expect(asText(loaded.filter(({ from }) => roomOf(from) !== "operation"))).toEqual([]);
    });

    it("are called by operation alone as far as they contact somebody; a door's process makes what is shared", () => {
        const called = imports.filter(
            ({ from, target, typesOnly }) =>
                from.startsWith("provider/") &&
                !typesOnly &&
                actingRooms.includes(roomOf(target) ?? "") &&
                roomOf(from) !== roomOf(target) &&
                roomOf(from) !== "operation",
        );
        expect(asText(called)).toEqual([
            "provider/process/serve-lifecycle.ts -> provider/aws",
            "provider/process/serve-lifecycle.ts -> provider/host",
            "provider/process/serve-lifecycle.ts -> provider/instance",
            "provider/process/serve-lifecycle.ts -> provider/session",
        ]);
    });

    it("never import the lifecycle that calls them, a door, the SDK or the lab", () => {
        const outward = imports.filter(
            (entry) => roomOf(entry.from) !== undefined && isRelative(entry) && roomOf(entry.target) === undefined,
        );
        expect(asText(outward)).toEqual([]);
    });

    it("are entered through their one index by the lifecycle, the doors and operation", () => {
        const around = imports.filter(({ from, target, typesOnly }) => {
            const room = roomOf(target);
            const isCall = room !== undefined && room !== "base" && room !== roomOf(from) && !typesOnly;
            return mayCallRooms(from) && isCall && !isIndex(target, room);
        });
        expect(asText(around)).toEqual([]);
    });

    it("keep session free of AWS, types included", () => {
        const known = imports.filter(({ from, target }) => roomOf(from) === "session" && roomOf(target) === "aws");
        expect(asText(known)).toEqual([]);
    });

    it.each(rooms.filter((room) => room !== "base" && !laterRooms.includes(room)))(
        "%s has an index that begins with what comes in and what goes out",
        (room) => {
            const index = readFileSync(join(root, "provider", room, "index.ts"), "utf8");
            expect(index).toMatch(/^(\/\*\*|\/\/) ?/);
            expect(index).not.toMatch(/export \*/);
        },
    );
});

/** The files that import each other in a circle, each with the next on its way round. */
function circlesOf(edges: Import[]): string[] {
    const next = new Map<string, string[]>();
    for (const { from, target } of edges) {
        const file = product.find((path) => path === `${target}.ts` || path === `${target}/index.ts`) ?? target;
        next.set(from, [...(next.get(from) ?? []), file]);
    }
    const leadsTo = (start: string, goal: string, seen = new Set<string>()): boolean =>
        (next.get(start) ?? []).some((file) => {
            if (file === goal) {
                return true;
            }
            const isNew = !seen.has(file);
            seen.add(file);
            return isNew && leadsTo(file, goal, seen);
        });
    return [...next].flatMap(([from, targets]) =>
        targets.filter((target) => target === from || leadsTo(target, from)).map((target) => `${from} -> ${target}`),
    );
}

describe("the steps of files", () => {
    // In the order of the data, as the room's index.ts names them.
    const steps = ["sources", "wanted", "remote", "look", "plan", "send", "download"];
    const stepOf = (path: string) => steps.findIndex((step) => path.startsWith(`provider/files/${step}/`));
    const ofSteps = imports.filter(({ from }) => stepOf(from) >= 0);

    it("are the folders that the index names, in this order", () => {
        const folders = readdirSync(join(root, "provider/files"), { withFileTypes: true });
        expect(folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual([...steps].sort());
        const index = readFileSync(join(root, "provider/files/index.ts"), "utf8");
        expect([...index.matchAll(/^\/\/ (\w+)\/ /gm)].map(([, name]) => name)).toEqual(steps);
    });

    it("import themselves and those before them, types included", () => {
        expect(asText(ofSteps.filter(({ from, target }) => stepOf(from) < stepOf(target)))).toEqual([]);
    });

    it("never import what calls them", () => {
        const callers = ["place-files", "place-once", "attempts", "index"].map((name) => `provider/files/${name}`);
        expect(asText(ofSteps.filter(({ target }) => callers.includes(target)))).toEqual([]);
        expect(asText(ofSteps.filter(({ target }) => target === "provider/files"))).toEqual([]);
    });

    it("plan without a host: no session, no program, no clock", () => {
        const impure = ofSteps.filter(
            ({ from, target }) =>
                from.startsWith("provider/files/plan/") &&
                /^provider\/(session|files\/remote|base\/(clock|random|deadline|log))/.test(target),
        );
        expect(asText(impure)).toEqual([]);
    });
});

function isIndex(target: string, room: string): boolean {
    return target === `provider/${room}` || target === `provider/${room}/index`;
}

const BY_HAND = "provider/operation/by-hand";

describe("the doors", () => {
    it("are known to nothing", () => {
        const known = imports.filter(({ from, target }) => isOfDoor(target) && !isOfDoor(from));
        expect(asText(known)).toEqual([]);
    });

    it("share what is in process, which knows none of them", () => {
        const ofPulumi = doors.filter((door) => door !== "provider/process");
        const known = imports.filter(({ from, target }) => {
            const here = doors.find((door) => from.startsWith(`${door}/`));
            return here !== undefined && ofPulumi.some((door) => door !== here && target.startsWith(`${door}/`));
        });
        expect(asText(known)).toEqual([]);
    });

    it("on the command line enter each room by its index, and the way in by hand by its own", () => {
        const around = imports.filter(({ from, target, typesOnly }) => {
            const room = roomOf(target);
            const isCall = from.startsWith("cli/") && room !== undefined && room !== "base" && !typesOnly;
            // The index of operation loads all that a script needs.
            return isCall && !(room === "operation" ? target === BY_HAND : isIndex(target, room));
        });
        expect(asText(around)).toEqual([]);
    });

    it("on the command line load neither the lifecycle nor another door", () => {
        const used = imports.filter(
            ({ from, target }) =>
                from.startsWith("cli/") && /^(sdk|lab|provider\/(process|dynamic|plugin|lifecycle))(\/|$)/.test(target),
        );
        expect(asText(used)).toEqual([]);
    });

    it("alone know the lifecycle", () => {
        const known = imports.filter(({ from, target }) => target === "provider/lifecycle" && !isOfDoor(from));
        expect(asText(known)).toEqual([]);
    });

    it.each(["__urn", "__organization", "__secretPaths", "__customTimeouts"])(
        "read the hidden input %s in one file of the provider",
        (name) => {
            const files = product.filter((file) => file.startsWith("provider/"));
            const naming = files.filter((file) => readFileSync(join(root, file), "utf8").includes(name));
            expect(naming).toEqual(["provider/process/hidden-inputs.ts"]);
        },
    );

    it("alone know the shape of a partial state", () => {
        const files = product.filter((file) => file.startsWith("provider/"));
        const naming = files.filter((file) => /\breasons:/.test(readFileSync(join(root, file), "utf8")));
        expect(naming).toEqual(["provider/dynamic/server-error.ts"]);
    });
});

describe("the lifecycle", () => {
    const text = readFileSync(join(root, "provider/lifecycle.ts"), "utf8");

    it("is a table of contents of 150 lines at most", () => {
        expect(text.split("\n").length - 1).toBeLessThanOrEqual(150);
    });

    it("converts no errors", () => {
        expect(text).not.toMatch(/\bcatch\b|\bthrow\b/);
    });
});

describe("functions", () => {
    const strict = /^(cli\/|provider\/(lifecycle\.ts|(operation|state|command|process|dynamic|plugin)\/))/;

    it("of the lifecycle, the doors and the rooms of an operation take three parameters at most, else one named object", () => {
        expect(product.filter((file) => strict.test(file)).flatMap((file) => functionsOver(file, 3))).toEqual([]);
    });
});

describe("the folders of the product", () => {
    it.each(["sdk", "provider", "cli", "lab"])("have no circle of imports in %s, types included", (folder) => {
        expect(circlesOf(imports.filter(({ from }) => from.startsWith(`${folder}/`)))).toEqual([]);
    });

    it("let the SDK load nothing of the provider but its base", () => {
        const loaded = imports.filter(
            (entry) => entry.from.startsWith("sdk/") && isRelative(entry) && !entry.typesOnly,
        );
        const foreign = loaded.filter(({ target }) => !target.startsWith("sdk/") && roomOf(target) !== "base");
        expect(asText(foreign)).toEqual([]);
    });

    it("keep the provider free of the SDK and the lab", () => {
        const outward = imports.filter(
            ({ from, target }) => from.startsWith("provider/") && /^(sdk|lab)\b/.test(target),
        );
        expect(asText(outward)).toEqual([]);
    });

    it("let the lab use nothing of the provider but its base", () => {
        const used = imports.filter(({ from, target }) => from.startsWith("lab/") && /^(sdk|provider)\b/.test(target));
        expect(asText(used.filter(({ target }) => roomOf(target) !== "base"))).toEqual([]);
    });
});

const PAGE = "cli/browser/page/";
const PLUGIN = "provider/plugin/";

describe("vendor packages", () => {
    const places: Record<string, RegExp> = {
        "@aws-sdk": /^provider\/aws\//,
        ssh2: /^(provider\/session|lab)\//,
        "@pulumi/pulumi": /^(sdk\/|provider\/dynamic\/send-to-engine\.ts$|provider\/plugin\/)/,
        "@grpc": /^provider\/plugin\//,
        "google-protobuf": /^provider\/plugin\//,
        "p-retry": /^provider\/aws\//,
        "@smithy": /^provider\/aws\//,
        ws: /^(provider\/session|lab\/endpoint|cli\/browser)\//,
        socks: /^provider\/session\//,
        commander: /^cli\//,
        "@xterm": /^cli\/browser\/page\//,
    };

    it.each(Object.entries(places))("%s is named in its one place", (name, place) => {
        const elsewhere = imports.filter(({ from, target, typesOnly }) => {
            const isVendor = target === name || target.startsWith(`${name}/`);
            return isVendor && !typesOnly && !place.test(from);
        });
        expect(asText(elsewhere)).toEqual([]);
    });

    it("are declared in package.json, each in the group that the product needs, and each used", () => {
        const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const declared = Object.keys({ ...dependencies, ...peerDependencies }).sort();
        const isInstalled = ({ from }: Import) => !from.startsWith(PAGE) && !from.startsWith(PLUGIN);
        const loaded = imports.filter((entry) => !entry.typesOnly && isInstalled(entry));
        const packages = loaded.filter((entry) => !isRelative(entry)).map(({ target }) => target);
        const used = new Set(packages.filter((target) => !target.startsWith("node:")).map(packageOf));
        used.delete("pulumi-ec2-instance-connect"); // the closure asks for the package by its own name
        expect([...used].sort()).toEqual(declared);
    });
});

describe("the plugin", () => {
    it("has what it needs built in: nothing of it is installed with the package", () => {
        const { devDependencies, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const ofPlugin = imports.filter(({ from }) => from.startsWith(PLUGIN));
        const vendors = ofPlugin.filter((entry) => !isRelative(entry) && !entry.target.startsWith("node:"));
        const packages = vendors.map(({ target }) => packageOf(target));
        expect([...new Set(packages)].filter((name) => dependencies[name] !== undefined)).toEqual([]);
        expect([...new Set(packages)].filter((name) => devDependencies[name] === undefined)).toEqual([]);
    });
});

describe("the page of the web browser", () => {
    it("has what it needs built in: nothing of it is installed with the package", () => {
        const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const ofPage = imports.filter(({ from }) => from.startsWith(PAGE));
        const packages = [
            ...new Set(ofPage.filter((entry) => !isRelative(entry)).map(({ target }) => packageOf(target))),
        ];
        expect(packages.length).toBeGreaterThan(0);
        expect(packages.filter((name) => dependencies[name] !== undefined)).toEqual([]);
        expect(packages.filter((name) => devDependencies[name] === undefined)).toEqual([]);
    });

    it("knows nothing of the product but the messages between them", () => {
        const foreign = imports.filter(
            (entry) => entry.from.startsWith(PAGE) && isRelative(entry) && !entry.target.startsWith(PAGE),
        );
        expect([...new Set(foreign.map(({ target }) => target))]).toEqual(["cli/browser/messages"]);
    });
});

describe("source files", () => {
    const lengths = product.map((file) => ({
        file,
        lines: readFileSync(join(root, file), "utf8").split("\n").length - 1,
    }));

    it("have 250 lines at most", () => {
        expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
    });

    it.each(["sdk", "provider", "cli", "lab"])("have fewer than 100 lines in the middle of %s", (folder) => {
        const sorted = lengths
            .filter(({ file }) => file.startsWith(`${folder}/`))
            .map(({ lines }) => lines)
            .sort((left, right) => left - right);
        expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
    });

    it("write down each signature of Pulumi once", () => {
        const signatures = [SIGNATURE_KEY, SECRET_SIGNATURE, ASSET_SIGNATURE, ARCHIVE_SIGNATURE];
        const holders = product.filter((file) => {
            const text = readFileSync(join(root, file), "utf8");
            return signatures.some((signature) => text.includes(signature));
        });
        expect(holders).toEqual(["provider/base/pulumi-signatures.ts"]);
    });

    it("are named in kebab-case", () => {
        expect(product.filter((file) => !/^[a-z0-9]+([-./][a-z0-9]+)*\.ts$/.test(file))).toEqual([]);
    });
});
