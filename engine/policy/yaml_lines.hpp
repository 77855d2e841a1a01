// The lines of a YAML text, for saying what is wrong with one.
#pragma once

#include <cstddef>
#include <string_view>

namespace mfa::policy {

/// Offsets in a text; where it has none of what is asked for, npos.
class YamlLines {
public:
    explicit YamlLines(std::string_view text) : m_text{text} {}

    /// Of the first byte of the line of `offset`, and one past its last.
    [[nodiscard]] std::size_t start(std::size_t offset) const;
    [[nodiscard]] std::size_t end(std::size_t offset) const;
    /// Of the first byte of the line that is neither a blank nor the `-` of a list.
    [[nodiscard]] std::size_t first(std::size_t offset) const;
    /// Whether there is nothing before it in its line.
    [[nodiscard]] bool is_first(std::size_t offset) const;
    /// The same as first(), for the next line above that says something.
    [[nodiscard]] std::size_t above(std::size_t offset) const;
    /// Of a tab among the blanks with which the line begins.
    [[nodiscard]] std::size_t tab_before(std::size_t offset) const;
    /// Of the first colon that ends a key.
    [[nodiscard]] std::size_t colon_in(std::size_t begin, std::size_t end) const;

private:
    std::string_view m_text;
};

} // namespace mfa::policy
