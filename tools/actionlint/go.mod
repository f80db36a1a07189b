// Builds actionlint, the linter of workflow files, hash-locked by go.sum.
module fractal/tools/actionlint

go 1.26.5

require github.com/rhysd/actionlint v1.7.12
