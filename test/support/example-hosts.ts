/** Stands for k3s: what its installer leaves on a server, and what an agent was told. */
export const K3S = {
    curl: "echo sh /usr/local/bin/k3s-installer",
    "k3s-installer":
        'if [ -n "$K3S_TOKEN" ]; then echo "$K3S_URL $K3S_TOKEN" >/home/ec2-user/joined; else ' +
        "mkdir -p /etc/rancher/k3s /var/lib/rancher/k3s/server; echo clusters >/etc/rancher/k3s/k3s.yaml; " +
        "echo K10-node-token >/var/lib/rancher/k3s/server/node-token; fi; : >/usr/local/bin/k3s",
};

/** What is on an instance that signs certificates. */
export const AUTHORITY = [
    "mkdir /etc/ca",
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=authority -keyout /etc/ca/ca.key -out /etc/ca/ca.pem 2>/dev/null",
];
