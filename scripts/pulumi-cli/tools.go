//go:build tools

// Package tools pins the Pulumi CLI that scripts/set-up builds where no other can be had: go.mod names its version,
// go.sum the digest of every module that goes into it.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
