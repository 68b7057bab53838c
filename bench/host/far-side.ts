// The far side of a link, in a process of its own, so that nothing that is measured shares its thread: a lab with real OpenSSH
// instances. One message says what to start, one answers with how to reach it. It goes when the process that started it does.
import { connect, createServer, type Server } from "node:net";
import { type Lab, type LabInstance, startLab } from "../../lab";
import type { FarInstance, FarOrder, FarSide } from "./far-order";

let lab: Lab | undefined;

async function start(order: FarOrder): Promise<FarSide> {
    const { host } = order;
    lab = await startLab();
    const instances: FarInstance[] = [];
    for (let index = 0; index < order.instances; index += 1) {
        instances.push(describe(await lab.launchInstance(launchOptions(order, index))));
    }
    const endpoint = order.endpoint ? await lab.createEndpoint() : undefined;
    const { port } = new URL(lab.endpoint);
    const apiPort = host === undefined ? Number(port) : await listen(forwardTo(Number(port)), host);
    const api = `http://${host ?? "127.0.0.1"}:${apiPort}`;
    return {
        api,
        region: lab.region,
        accountId: lab.accountId,
        credentials: lab.credentials,
        environment: Object.fromEntries(
            Object.entries(lab.environment).map(([name, value]) => [name, value === lab?.endpoint ? api : value]),
        ),
        instances,
        sinkPort: await listen(countBytes(), "0.0.0.0"),
        endpointId: endpoint?.endpointId,
    };
}

/** As an instance on EC2: pushed keys, and the key in `authorized_keys` that other tools sign in with. */
function launchOptions(order: FarOrder, index: number) {
    if (order.kind === "embedded") {
        return {};
    }
    const listen = order.addresses.map((ofLink) => `ListenAddress ${ofLink[index]}`);
    return {
        kind: "openssh" as const,
        // Up to 16 connections of `xargs -P 16` and 100 channels of a loop must not be refused: that is not what is measured.
        sshdConfig: [...listen, "AuthorizedKeysFile .ssh/authorized_keys", "MaxStartups 200"],
        homeFiles: { ".ssh/authorized_keys": `${order.publicKey}\n` },
        publicAddress: "none" as const,
    };
}

function describe(instance: LabInstance): FarInstance {
    const { instanceId, availabilityZone, privateAddress, port, hostKeyLines } = instance;
    const home = instance.homeOf("ec2-user");
    return { instanceId, availabilityZone, privateAddress, port, hostKeyLines, home };
}

/** The lab's API listens on loopback only, which another network namespace can't reach. */
function forwardTo(port: number): Server {
    return createServer({ noDelay: true }, (client) => {
        const api = connect({ port, host: "127.0.0.1", noDelay: true });
        client.pipe(api).pipe(client);
        client.on("error", () => api.destroy());
        api.on("error", () => client.destroy());
    });
}

/** The other end of raw TCP: takes in what comes and answers with how much it was. */
function countBytes(): Server {
    return createServer({ allowHalfOpen: true }, (client) => {
        let bytes = 0;
        client.on("data", (chunk) => {
            bytes += chunk.length;
        });
        client.on("end", () => client.end(String(bytes)));
        client.on("error", () => client.destroy());
    });
}

function listen(server: Server, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, host, () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
    });
}

process.once("message", (order: FarOrder) => {
    start(order).then(
        (farSide) => process.send?.({ farSide }),
        (error: Error) => process.send?.({ problem: error.message }),
    );
});
process.once("disconnect", () => {
    Promise.resolve(lab?.stop()).finally(() => process.exit());
});
process.on("SIGINT", () => {}); // from a terminal; the process that started this one ends it
process.send?.({ isUp: true });
