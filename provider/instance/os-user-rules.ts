import type { ImageFacts } from "../aws/aws";

/**
 * A distribution's user name, as AWS and the distributions document it, and how its images are recognised. AWS's list is in
 * its EC2 guide under "Default usernames"; where it names two, the one of the images that are published today is taken. The
 * owner ids are those that the distributions name for their images; CentOS and Fedora publish from one account, so there the
 * text decides.
 */
export interface OsUserRule {
    readonly distribution: string;
    readonly osUser: string;
    /** Accounts that publish images of this distribution and of no other. */
    readonly ownerIds: readonly string[];
    /** Matched against the image's name and description, then against EC2's platform details. */
    readonly text: RegExp;
}

export const OS_USER_RULES: readonly OsUserRule[] = [
    {
        distribution: "Amazon Linux",
        osUser: "ec2-user",
        ownerIds: ["137112412989"],
        text: /\bamzn2?-ami|\bamzn2-|amazon[ -]?linux|\bal20\d\d\b/i,
    },
    { distribution: "macOS", osUser: "ec2-user", ownerIds: ["628277914472"], text: /\bmacos\b/i },
    { distribution: "Ubuntu", osUser: "ubuntu", ownerIds: ["099720109477"], text: /\bubuntu/i },
    { distribution: "Debian", osUser: "admin", ownerIds: ["136693071363", "379101102735"], text: /\bdebian/i },
    {
        distribution: "Red Hat Enterprise Linux",
        osUser: "ec2-user",
        ownerIds: ["309956199498"],
        text: /\brhel(?![a-z])|\bred[ -]?hat\b/i,
    },
    {
        distribution: "SUSE Linux",
        osUser: "ec2-user",
        ownerIds: ["013907871322"],
        text: /\bsuse\b|\bsles(?![a-z])|\bopensuse/i,
    },
    { distribution: "Fedora", osUser: "fedora", ownerIds: [], text: /\bfedora(?!.?coreos)/i },
    { distribution: "CentOS 8 and older", osUser: "centos", ownerIds: [], text: /\bcentos\D{0,20}[5-8](?!\d)/i },
    { distribution: "CentOS 9 and newer", osUser: "ec2-user", ownerIds: [], text: /\bcentos\D{0,20}(?:9|1\d)(?!\d)/i },
    { distribution: "Rocky Linux", osUser: "rocky", ownerIds: ["792107900819"], text: /\brocky(?![a-z])/i },
    { distribution: "AlmaLinux", osUser: "ec2-user", ownerIds: ["764336703387"], text: /\balma[ -]?linux/i },
    {
        distribution: "Oracle Linux",
        osUser: "ec2-user",
        ownerIds: ["131827586825"],
        text: /\boracle[ -]?linux|^OL\d+\.\d+/i,
    },
    {
        distribution: "FreeBSD",
        osUser: "ec2-user",
        ownerIds: ["118940168514", "782442783595"],
        text: /\bfreebsd/i,
    },
    { distribution: "Flatcar", osUser: "core", ownerIds: ["075585003325"], text: /\bflatcar|\bcoreos/i },
    { distribution: "Arch Linux", osUser: "arch", ownerIds: ["647457786197"], text: /\barch-linux|\barch ?linux/i },
    { distribution: "Alpine", osUser: "alpine", ownerIds: ["538276064493"], text: /^alpine-/i },
    { distribution: "Bottlerocket", osUser: "ec2-user", ownerIds: [], text: /\bbottlerocket/i },
    { distribution: "Kali", osUser: "kali", ownerIds: [], text: /^kali-|\bkali linux/i },
];

/** Built on other distributions, whose names its images carry as well: asked first. */
export const BITNAMI_RULE: OsUserRule = {
    distribution: "Bitnami",
    osUser: "bitnami",
    ownerIds: ["979382823631"],
    text: /\bbitnami/i,
};

/** The text of an image that says what it is. */
export function describingText(image: ImageFacts): string {
    return `${wordsOf(image.name)}\n${wordsOf(image.description)}`;
}

/** The text with spaces for underscores, which a pattern would take for letters of a word. */
export function wordsOf(text: string): string {
    return text.replaceAll("_", " ");
}
