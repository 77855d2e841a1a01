// What the parsers of all elements share: reporting, types, names.
#pragma once

#include "engine/policy/document.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

class ElementReader {
public:
    ElementReader(const Source& source, FindingList& findings)
        : m_file{source.name}, m_format{source.format}, m_findings{findings} {}

    void report(Position at, std::string message, std::string_view code);
    /// "`Action` is a number; it must be …"; silent about what was reported before.
    void report_type(std::string_view what, const Node& node, Position key_position,
                     std::string_view wanted);

    /// Reports members that `known` does not have. Returns the known names that they were probably
    /// meant to be: that those are missing need not be said as well.
    std::vector<std::string_view>
    check_names(const Node& map, std::span<const std::string_view> known, std::string_view owner);

    /// Whether the member is a map, or reported.
    bool is_map(std::string_view what, const Node& node, Position key_position);
    /// The string, or nullptr and reported.
    const Node* string(const Member& member);
    /// One string or a list of them that is not empty; what is wrong is reported and left out.
    std::vector<const Node*> strings(const Member& member);

    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] Format format() const { return m_format; }

private:
    std::string m_file;
    Format m_format;
    FindingList& m_findings;
};

} // namespace mfa::policy
