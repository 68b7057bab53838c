import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AUTHORITY, K3S } from "../support/example-hosts";
import { InstanceConnectCommand, makeTestStack } from "./engine";
import { home, on, useExamples } from "./example-scene";
import { filesHolding } from "./files-holding";

const { launchWith, makeStack, lab } = useExamples();

describe("the example", () => {
    test("cluster returns a kubeconfig, and another instance joins by a token that is never shown", async () => {
        const own = ["mount -t tmpfs -o mode=755 none /var/lib"];
        const [server, agent] = [await launchWith(K3S, own), await launchWith(K3S, own)];
        const made = await makeStack("cluster", {
            serverId: { value: server.instanceId },
            agentId: { value: agent.instanceId },
            serverAddress: { value: "10.0.0.10" },
        });
        const { failure, outputs, output } = await made.up();
        expect(failure).toBeUndefined();
        expect(outputs).toEqual({ kubeconfig: { value: "clusters\n", secret: true } });
        expect(readFileSync(home(agent, "joined"), "utf8")).toBe("https://10.0.0.10:6443 K10-node-token\n");
        expect(existsSync(home(server, "joined"))).toBe(false);
        expect(output).not.toContain("K10-node-token");
        expect(filesHolding(made.folder, "K10-node-token")).toEqual([]);
        expect((await made.up()).changes).toEqual({ same: 2 });
    });

    test("database-password makes a password on the instance, gives it back as a secret, and another one on request", async () => {
        const instance = await launchWith({ runuser: "cat >/home/ec2-user/sql" });
        const made = await makeStack("database-password", on(instance));
        const first = await made.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs).toMatchObject({ role: { value: "app", secret: false }, password: { secret: true } });
        const password = String(first.outputs.password?.value);
        expect(password.length).toBeGreaterThan(20);
        expect(readFileSync(home(instance, "sql"), "utf8")).toBe(`ALTER ROLE app PASSWORD '${password}';`);
        expect(first.output).not.toContain(password);
        expect(filesHolding(made.folder, password)).toEqual([]);
        expect((await made.up()).changes).toEqual({ same: 1 });
        await made.stack.setConfig("rotation", { value: "2" });
        const second = await made.up();
        expect([second.changes, second.outputs.password?.value === password]).toEqual([{ update: 1 }, false]);
    });

    test("signed-certificate signs a request on another instance, and the key stays on the instance that made it", async () => {
        const reload = "echo x >>/home/ec2-user/reloads";
        const [web, authority] = [await launchWith({ systemctl: reload }), await launchWith({}, AUTHORITY)];
        const made = await makeStack("signed-certificate", {
            webId: { value: web.instanceId },
            authorityId: { value: authority.instanceId },
        });
        const { failure, outputs } = await made.up();
        expect(failure).toBeUndefined();
        expect(outputs.subject?.value).toMatch(/CN *= *web\.internal/);
        expect(readFileSync(home(web, "reloads"), "utf8")).toBe("x\n");
        expect(filesHolding(made.folder, "PRIVATE KEY")).toEqual([]);
        expect((await made.up()).changes).toEqual({ same: 3 });
    });

    test("drift notices that somebody has changed the setting, and sets it again", async () => {
        const instance = await launchWith({ systemctl: "echo x >>/home/ec2-user/reloads" }, [
            "mkdir -p /etc/ssh/sshd_config.d",
        ]);
        const made = await makeStack("drift", on(instance));
        expect((await made.up()).outputs.setting?.value).toBe("PasswordAuthentication no");
        expect((await made.refresh()).failure).toBeUndefined();
        expect((await made.up()).changes).toEqual({ same: 1 });
        const somebody = await makeTestStack(lab(), async () => {
            new InstanceConnectCommand("somebody", {
                instanceId: instance.instanceId,
                create: "echo PasswordAuthentication yes >/etc/ssh/sshd_config.d/10-no-passwords.conf",
                runAs: "root",
            });
        });
        try {
            expect((await somebody.up()).failure).toBeUndefined();
        } finally {
            somebody.remove();
        }
        await made.refresh();
        const preview = await made.preview();
        expect(preview.changes).toEqual({ update: 1 });
        expect(preview.output).toContain("readStdout differs from its value after the last create or update");
        const mended = await made.up();
        expect([mended.changes, mended.outputs.setting?.value]).toEqual([{ update: 1 }, "PasswordAuthentication no"]);
    });
});
