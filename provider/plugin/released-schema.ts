type Schema = Readonly<Record<string, unknown>> & { readonly language?: { readonly go?: object } };

/**
 * The schema of a release: with its version, and with the addresses of the repository (`owner/name`) whose releases hold the
 * executables, so that Pulumi finds them; without one, none.
 */
export function releasedSchema(schema: Schema, version: string, repository: string | undefined): Schema {
    if (!repository) {
        return { ...schema, version };
    }
    const { language = {} } = schema;
    const address = `https://github.com/${repository}`;
    const importBasePath = `github.com/${repository}/sdk/go/ec2instanceconnect`;
    return {
        ...schema,
        version,
        homepage: address,
        repository: address,
        pluginDownloadURL: `github://api.github.com/${repository}`,
        language: { ...language, go: { ...language.go, importBasePath } },
    };
}
