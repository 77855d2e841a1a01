#pragma once

#include "engine/policy/document_builder.hpp"

#include <string_view>

namespace mfa::policy {

/// One YAML document without anchors, aliases, tags and merge keys. Plain scalars are null,
/// booleans and numbers where YAML 1.2's JSON schema says so, and strings otherwise (`yes`, `012`,
/// `2012-10-17`); quoted and block scalars are always strings.
void read_yaml(std::string_view text, DocumentBuilder& builder);

} // namespace mfa::policy
