// What must hold for every text that is read as a document, whatever the document is for.
#pragma once

#include "engine/policy/policy.hpp"

#include <string_view>
#include <vector>

namespace mfa::fuzz {

/// Every finding stands inside the text (or right behind its last character), is one line that a
/// terminal can show, and has a code.
void require_sound_findings(const std::vector<policy::Finding>& findings, std::string_view text);

/// The same findings in the same order.
bool are_equal(const std::vector<policy::Finding>& left, const std::vector<policy::Finding>& right);

/// A decision that is not allowed or denied by nothing.
void require_sound_decision(const policy::Decision& decision);

/// The same decision, by the same statements.
bool are_equal(const policy::Decision& left, const policy::Decision& right);

} // namespace mfa::fuzz
