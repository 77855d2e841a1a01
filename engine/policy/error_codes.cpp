#include "engine/policy/error_codes.hpp"

#include <array>

namespace mfa::policy {

namespace {

constexpr std::array codes{
    ErrorCode{"bad-action",
              "An action is neither `service:Name` (`*` and `?` in the name) nor `*`."},
    ErrorCode{"bad-address", "A value of an address operator is no IPv4 or IPv6 address or range."},
    ErrorCode{"bad-arn", "A value of an Arn operator does not have an ARN's six parts."},
    ErrorCode{"bad-base64", "A value of `BinaryEquals` is no base64 with padding."},
    ErrorCode{"bad-boolean", "A value of `Bool` or `Null` is neither `true` nor `false`."},
    ErrorCode{"bad-date",
              "A value of a Date operator is no ISO 8601 date and no number of seconds."},
    ErrorCode{"bad-effect", "The Effect is neither `Allow` nor `Deny`, exactly so written."},
    ErrorCode{"bad-key", "A condition key is not of the form `prefix:name`."},
    ErrorCode{"bad-number", "A value of a Numeric operator is no decimal number."},
    ErrorCode{"bad-principal",
              "A principal is none that the language knows, or has a wildcard in it."},
    ErrorCode{"bad-resource", "A resource is neither `*` nor an ARN, or can match none."},
    ErrorCode{"bad-sid", "A Sid has other characters than letters and digits."},
    ErrorCode{"bad-variable", "A `${…}` is not finished or says nothing that the language knows."},
    ErrorCode{"bad-version", "The Version is neither `2012-10-17` nor `2008-10-17`."},
    ErrorCode{"conflicting-elements", "A statement has an element and its Not… twin."},
    ErrorCode{"control-character", "The document holds a control character."},
    ErrorCode{"document-too-large", "The document has more than 1 MiB."},
    ErrorCode{"duplicate-key", "A key stands twice in one map; condition keys ignore case."},
    ErrorCode{"duplicate-sid", "Two statements of one document have the same Sid."},
    ErrorCode{"empty-condition", "A Condition, or one of its operators, says nothing."},
    ErrorCode{"empty-document", "The document is empty."},
    ErrorCode{"empty-list", "A list that must say something is empty."},
    ErrorCode{"invalid-utf8", "The document is not UTF-8."},
    ErrorCode{"json-syntax", "The document is no JSON; a comment or a comma too many is enough."},
    ErrorCode{"missing-element", "A required element is not there."},
    ErrorCode{"mixed-types", "The values of one condition are of different types."},
    ErrorCode{"nesting-too-deep", "Lists and maps stand more than 32 deep in each other."},
    ErrorCode{"null-if-exists",
              "`NullIfExists` makes no sense: `Null` asks whether the key exists."},
    ErrorCode{"second-document", "A YAML file holds a second document, which nobody would read."},
    ErrorCode{"too-many-errors",
              "The document has more than 100 errors; the first 100 of a file are shown."},
    ErrorCode{"too-many-values", "`Bool` and `Null` take one value."},
    ErrorCode{"unknown-element", "The document or a statement has an element that does not exist."},
    ErrorCode{"unknown-operator", "There is no such condition operator."},
    ErrorCode{"variable-not-allowed", "A variable stands where none may."},
    ErrorCode{"wrong-type", "A value is of another type than its element needs."},
    ErrorCode{"yaml-alias",
              "YAML aliases are not allowed: what is meant must stand where it counts."},
    ErrorCode{"yaml-anchor",
              "YAML anchors are not allowed: what is meant must stand where it counts."},
    ErrorCode{"yaml-merge-key", "YAML merge keys (`<<`) are not allowed."},
    ErrorCode{"yaml-syntax", "The document is no YAML."},
    ErrorCode{"yaml-tag", "YAML tags (`!!str`) are not allowed."},
};

} // namespace

std::span<const ErrorCode> error_codes() {
    return codes;
}

} // namespace mfa::policy
