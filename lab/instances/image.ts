/** The AMI that an instance was launched from, as DescribeImages tells it. */
export interface LabImage {
    readonly imageId: string;
    readonly name: string;
    readonly ownerId: string;
    /** `amazon`, `aws-marketplace`, or absent for an account's own image. */
    readonly ownerAlias?: string;
    readonly description?: string;
    readonly platformDetails: string;
    readonly architecture: string;
    /** False when DescribeImages doesn't know it (any more). */
    readonly listed: boolean;
}

/** What a test says of an image; the rest is Amazon Linux 2023's. */
export type ImageOptions = Partial<LabImage>;

const AMAZON_LINUX: Omit<LabImage, "imageId"> = {
    name: "al2023-ami-2023.9.20251105.0-kernel-6.1-x86_64",
    ownerId: "137112412989",
    ownerAlias: "amazon",
    description: "Amazon Linux 2023 AMI 2023.9.20251105.0 x86_64 HVM kernel-6.1",
    platformDetails: "Linux/UNIX",
    architecture: "x86_64",
    listed: true,
};

/** A whole image from what a test says of it. Of an image with another name nothing is taken from Amazon Linux but the platform. */
export function completeImage(options: ImageOptions | undefined, imageId: string): LabImage {
    const { name: _name, ownerAlias: _alias, description: _description, ...platform } = AMAZON_LINUX;
    if (options?.name !== undefined)
        return { imageId, name: options.name, ...platform, ownerId: "123456789012", ...options };
    return { imageId, ...AMAZON_LINUX, ...options };
}
