//go:build tools

// Package tools pins the language host that plays YAML programs in tests: go.mod names its version, go.sum the digest of
// every module that goes into it.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
