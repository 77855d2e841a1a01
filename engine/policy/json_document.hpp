#pragma once

#include "engine/policy/document_builder.hpp"

#include <string_view>

namespace mfa::policy {

/// RFC 8259, strictly: no trailing commas, no comments, one value and nothing after it.
void read_json(std::string_view text, DocumentBuilder& builder);

} // namespace mfa::policy
