#pragma once

#include "engine/policy/lint/host_facts.hpp"

namespace mfa::tool {

/// This machine, as its caller can see it; no privileges needed.
class LocalHostFacts final : public policy::lint::HostFacts {
public:
    [[nodiscard]] policy::lint::PathFacts look(const std::string& path) const override;
    [[nodiscard]] std::vector<std::string> services() const override;
};

} // namespace mfa::tool
