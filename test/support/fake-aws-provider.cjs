// Stands in for the plugin of @pulumi/aws, which would need an AWS account: gives back what it is told, with an ID. IDs of resources that
// the test has made in the lab come from FAKE_AWS_IDS, by type.
const { provider } = require("@pulumi/pulumi");

const ids = JSON.parse(process.env.FAKE_AWS_IDS ?? "{}");

/** `urn:pulumi:test::project::aws:ec2/vpc:Vpc::name` */
function partsOf(urn) {
    const [, , types = "", name = ""] = urn.split("::");
    return { type: types.split("$").at(-1), name };
}

const fake = {
    version: require("@pulumi/aws/package.json").version,
    check: async (_urn, _olds, news) => ({ inputs: news }),
    diff: async (_id, _urn, olds, news) => ({
        changes: Object.entries(news).some(([name, value]) => JSON.stringify(olds[name]) !== JSON.stringify(value)),
    }),
    create: async (urn, inputs) => {
        const { type, name } = partsOf(urn);
        return { id: ids[type] ?? `${name}-id`, outs: inputs };
    },
    update: async (_id, _urn, _olds, news) => ({ outs: news }),
    read: async (id, _urn, props) => ({ id, props }),
    delete: async () => undefined,
    invoke: async (token, inputs) => {
        if (token !== "aws:ec2/getAmi:getAmi") {
            throw new Error(`no test needs ${token} yet`);
        }
        return { outputs: { ...inputs, id: "ami-0123456789abcdef0" } };
    },
};

provider.main(fake, process.argv.slice(2));
