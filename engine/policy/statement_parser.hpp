#pragma once

#include "engine/policy/document.hpp"
#include "engine/policy/element_reader.hpp"
#include "engine/policy/model.hpp"

#include <vector>

namespace mfa::policy {

/// The statements of a document. Where something is wrong, it is reported to the reader, and what
/// is returned is good for nothing.
std::vector<Statement> parse_statements(const Node& document, ElementReader& reader);

} // namespace mfa::policy
