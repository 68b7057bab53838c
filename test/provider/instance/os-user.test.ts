import { describe, expect, it } from "vitest";
import { osUserOfImage } from "../../../provider/instance/os-user";
import { IMAGE } from "../aws/fake-aws";

function userOf(name: string, ownerId = "111122223333", description = "") {
    return osUserOfImage({ ...IMAGE, name, ownerId, description });
}

describe("osUserOfImage", () => {
    it.each([
        ["al2023-ami-2023.6.20250107.0-kernel-6.1-x86_64", "137112412989", "ec2-user"],
        ["amzn2-ami-kernel-5.10-hvm-2.0.20250108.0-x86_64-gp2", "137112412989", "ec2-user"],
        ["al2023-ami-ecs-hvm-2023.0.20250102-kernel-6.1-x86_64", "591542846629", "ec2-user"],
        ["amazon-eks-node-al2023-x86_64-standard-1.31-v20250103", "602401143452", "ec2-user"],
        ["amzn-ec2-macos-14.7.2-20241213-204216-arm64", "628277914472", "ec2-user"],
        ["ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20250115", "099720109477", "ubuntu"],
        ["Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.5 (Ubuntu 22.04) 20250107", "898082745236", "ubuntu"],
        ["debian-12-amd64-20250115-1993", "136693071363", "admin"],
        ["RHEL-9.5.0_HVM-20250108-x86_64-0-Hourly2-GP3", "309956199498", "ec2-user"],
        ["suse-sles-15-sp6-v20250115-hvm-ssd-x86_64", "013907871322", "ec2-user"],
        ["Fedora-Cloud-Base-AmazonEC2.x86_64-41-1.4", "125523088429", "fedora"],
        ["CentOS Stream 9 x86_64 20250113", "125523088429", "ec2-user"],
        ["CentOS Stream 8 x86_64 20230830", "125523088429", "centos"],
        ["CentOS Linux 7 x86_64 - 2211", "125523088429", "centos"],
        ["CentOS-7-2111-20220825_1.x86_64-d9a3032a", "679593333241", "centos"],
        ["Rocky-9-EC2-Base-9.5-20241118.0.x86_64", "792107900819", "rocky"],
        ["AlmaLinux OS 9.5.20241120 x86_64", "764336703387", "ec2-user"],
        ["OL9.5-x86_64-HVM-2025-01-10", "131827586825", "ec2-user"],
        ["FreeBSD 14.2-RELEASE-amd64 UFS", "782442783595", "ec2-user"],
        ["Flatcar-stable-4081.2.1-hvm", "075585003325", "core"],
        ["fedora-coreos-41.20241215.3.0-x86_64", "125523088429", "core"],
        ["arch-linux-std-hvm-2025.01.10.x86_64-ebs", "647457786197", "arch"],
        ["alpine-3.21.2-x86_64-uefi-cloudinit-r0", "538276064493", "alpine"],
        ["bitnami-wordpress-6.7.1-0-r01-linux-debian-12-x86_64-hvm-ebs", "979382823631", "bitnami"],
        ["bottlerocket-aws-k8s-1.31-x86_64-v1.29.0-5a1a7f8c", "092701018921", "ec2-user"],
        ["RHEL_HA-9.4.0_HVM-20240605-x86_64-84-Hourly2-GP3", "219670896067", "ec2-user"],
        ["suse-sle-micro-6-1-byos-v20250210-hvm-ssd-x86_64", "841258680906", "ec2-user"],
        ["openSUSE-Leap-15-6-v20250101-hvm-ssd-x86_64", "679593333241", "ec2-user"],
        ["kali-last-snapshot-amd64-2024.4.0-prod-abc", "679593333241", "kali"],
    ])("knows the user of %s", (name, ownerId, osUser) => {
        expect(userOf(name, ownerId)).toBe(osUser);
    });

    it("recognises a copy in another account by its name or description", () => {
        expect(userOf("team-base-ubuntu-22.04-hardened")).toBe("ubuntu");
        expect(userOf("golden-image-42", "111122223333", "based on Debian 12")).toBe("admin");
    });

    it.each([
        ["team_debian_12_hardened", "admin"],
        ["rocky9-base", "rocky"],
        ["rhel9-hardened", "ec2-user"],
        ["sles15sp6-base", "ec2-user"],
        ["Amazon-Linux-2023-golden", "ec2-user"],
        ["Oracle-Linux-9-golden", "ec2-user"],
        ["Alma-Linux-9", "ec2-user"],
        ["my_fedora_41", "fedora"],
        ["base_centos_stream_9", "ec2-user"],
    ])("recognises %s, however its words are joined", (name, osUser) => {
        expect(userOf(name)).toBe(osUser);
    });

    it("does not guess", () => {
        expect(userOf("golden-image-42")).toBeUndefined();
        expect(userOf("migrated-debian-to-ubuntu")).toBeUndefined();
        expect(userOf("centos-base")).toBeUndefined();
        expect(userOf("rockyard-service")).toBeUndefined();
        expect(userOf("parcels-service")).toBeUndefined();
    });
});
