// What the linter may ask about the machine that the policy is for. The linter itself touches
// nothing, so that a test, or a run for another machine, can say what is there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mfa::policy::lint {

enum class PathState : std::uint8_t {
    unknown, ///< could not be looked at
    missing,
    symlink, ///< the path, or a folder on the way, is a link
    no_file, ///< something else than a regular file
    file,
};

struct PathFacts {
    PathState state = PathState::unknown;
    std::string real_path;   ///< without any link; empty when unknown or missing
    std::string writable_at; ///< what of the real path (a folder or the file) others than root may
                             ///< write to; empty: nothing
};

class HostFacts {
public:
    HostFacts() = default;
    HostFacts(const HostFacts&) = delete;
    HostFacts& operator=(const HostFacts&) = delete;
    virtual ~HostFacts() = default;

    /// An absolute path.
    [[nodiscard]] virtual PathFacts look(const std::string& path) const = 0;
    /// The PAM services that the machine has; empty where that is not known.
    [[nodiscard]] virtual std::vector<std::string> services() const = 0;
};

/// Knows nothing: the policy is judged by its text alone.
class NoHostFacts final : public HostFacts {
public:
    [[nodiscard]] PathFacts look(const std::string& /*path*/) const override { return {}; }
    [[nodiscard]] std::vector<std::string> services() const override { return {}; }
};

} // namespace mfa::policy::lint
