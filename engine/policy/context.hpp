#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

/// What is known about a request beside principal, action and resource. Key names ignore case
/// (ASCII). Values are text: numbers and booleans in their usual form (`3600`, `true`).
class Context {
public:
    /// Replaces what the key had.
    void set(std::string_view key, std::string value);
    /// A key that may have many values. With none it counts as missing.
    void set(std::string_view key, std::vector<std::string> values);

    /// Whether the key was set, be it to no values.
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    /// nullptr when the key was never set.
    [[nodiscard]] const std::vector<std::string>* find(std::string_view key) const;

    struct LessIgnoringCase {
        using is_transparent = void;
        bool operator()(std::string_view left, std::string_view right) const;
    };
    using Values = std::map<std::string, std::vector<std::string>, LessIgnoringCase>;

    /// Everything, by lower-case key.
    [[nodiscard]] const Values& all() const { return m_values; }

private:
    Values m_values; ///< by lower-case key
};

} // namespace mfa::policy
