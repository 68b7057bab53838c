import { describe, expect, test } from "vitest";
import { proxyFor } from "../../../provider/base/proxy-choice";

const PROXY = "http://proxy:3128";
const isProxied = (noProxy: string, host = "ec2.eu-west-1.amazonaws.com", port = 443) =>
    proxyFor(host, port, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy }) === PROXY;

describe("the proxy of a host", () => {
    test("is the one of https_proxy, else of HTTPS_PROXY, else none; HTTP_PROXY does not count", () => {
        expect(proxyFor("a", 443, { HTTPS_PROXY: PROXY, https_proxy: "http://small" })).toBe("http://small");
        expect(proxyFor("a", 443, { HTTPS_PROXY: "proxy:3128" })).toBe(PROXY);
        expect(proxyFor("a", 443, { HTTP_PROXY: PROXY, HTTPS_PROXY: "" })).toBeUndefined();
    });

    test.each([
        "*",
        "amazonaws.com",
        ".amazonaws.com",
        "*.amazonaws.com",
        "localhost,ec2.eu-west-1.amazonaws.com",
        "localhost  EC2.eu-west-1.AMAZONAWS.com",
        ".amazonaws.com:443",
    ])("is none where NO_PROXY is %j", (noProxy) => {
        expect(isProxied(noProxy)).toBe(false);
    });

    test.each(["", ",", "aws.com", "west-1.amazonaws.com", ".amazonaws.com:8443", "ec2.eu-west-2.amazonaws.com"])(
        "stays where NO_PROXY is %j",
        (noProxy) => {
            expect(isProxied(noProxy)).toBe(true);
        },
    );

    test("is none for addresses that NO_PROXY lists, IPv6 with brackets or without", () => {
        expect(isProxied("127.0.0.1", "127.0.0.1")).toBe(false);
        expect(isProxied("::1", "[::1]")).toBe(false);
        expect(isProxied("[::1]:443", "::1")).toBe(false);
        expect(isProxied("[::1]:444", "::1")).toBe(true);
    });

    test.each(["ec2.*.amazonaws.com", "*amazonaws.com", "ec2.eu-west-1.amazonaws.com.", "*-west-1.amazonaws.com:443"])(
        "is none where NO_PROXY is the pattern %j",
        (noProxy) => {
            expect(isProxied(noProxy)).toBe(false);
        },
    );

    test.each(["sts.*.amazonaws.com", "10.0.0.0/8", "*.amazonaws.co", "ec2.*:8443", "a+b*"])(
        "stays where NO_PROXY is the pattern %j",
        (noProxy) => {
            expect(isProxied(noProxy)).toBe(true);
        },
    );

    test("is none for the addresses of a range, of either family", () => {
        expect(isProxied("10.0.0.0/8", "10.255.3.4")).toBe(false);
        expect(isProxied("10.0.0.0/8", "11.0.0.1")).toBe(true);
        expect(isProxied("10.1.2.3/32:443", "10.1.2.3")).toBe(false);
        expect(isProxied("fd00::/8", "[fd12::1]")).toBe(false);
        expect(isProxied("fd00::/8", "fe80::1")).toBe(true);
        expect(isProxied("0.0.0.0/0", "fd12::1")).toBe(true);
        expect(isProxied("10.0.0.0/99", "10.0.0.1")).toBe(true);
        expect(isProxied("1.2.3", "10.1.2.3")).toBe(true);
    });

    test("is that of ALL_PROXY if no other is set, unless it is no proxy for HTTP", () => {
        expect(proxyFor("a", 443, { ALL_PROXY: "http://all:1" })).toBe("http://all:1");
        expect(proxyFor("a", 443, { all_proxy: "all:1" })).toBe("http://all:1");
        expect(proxyFor("a", 443, { ALL_PROXY: "http://all:1", HTTPS_PROXY: PROXY })).toBe(PROXY);
        expect(proxyFor("a", 443, { ALL_PROXY: "socks5://all:1" })).toBeUndefined();
    });

    test("for plain HTTP is that of HTTP_PROXY, and none for this machine itself", () => {
        const environment = { HTTP_PROXY: PROXY, HTTPS_PROXY: "http://other" };
        expect(proxyFor("a", 80, environment, "http")).toBe(PROXY);
        expect(proxyFor("a", 80, { http_proxy: "http://small", HTTP_PROXY: PROXY }, "http")).toBe("http://small");
        for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "lab.localhost"]) {
            expect(proxyFor(host, 80, environment, "http")).toBeUndefined();
        }
    });
});
