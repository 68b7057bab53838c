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
});
