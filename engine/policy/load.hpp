#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/source.hpp"

#include <optional>
#include <span>
#include <vector>

namespace mfa::policy {

struct LoadResult {
    std::optional<PolicySet> set;  ///< nothing when there is any finding
    std::vector<Finding> findings; ///< in the order of the sources, then of the text
};

/// All documents together. Every error of every document is reported, not the first alone, up to
/// `findings_max` of one; only what follows an error of syntax in the same document cannot be seen.
/// No sources make a set that denies everything.
LoadResult load(std::span<const Source> sources);

} // namespace mfa::policy
