#pragma once

#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <functional>
#include <vector>

namespace mfa::policy::compare {

/// Without the statements that no request can bring together with one that is wanted, nor with the
/// scope: they decide nothing that is looked for, and every one of them costs.
std::vector<Item> relevant(std::vector<Item> items, const Scope& scope,
                           const std::function<bool(const Item&)>& is_wanted);

} // namespace mfa::policy::compare
