#include "engine/policy/yaml_lines.hpp"

#include <algorithm>

namespace mfa::policy {

std::size_t YamlLines::start(std::size_t offset) const {
    return offset == 0 ? 0 : m_text.rfind('\n', offset - 1) + 1; // npos + 1 is 0
}

std::size_t YamlLines::end(std::size_t offset) const {
    return std::min(m_text.find_first_of("\r\n", offset), m_text.size());
}

std::size_t YamlLines::first(std::size_t offset) const {
    std::size_t at = start(offset);
    while (at < m_text.size() && (m_text[at] == ' ' || m_text.substr(at).starts_with("- "))) {
        ++at;
    }
    return at;
}

bool YamlLines::is_first(std::size_t offset) const {
    const std::size_t from = start(offset);
    return m_text.substr(from, offset - from).find_first_not_of(" \t") == std::string_view::npos;
}

std::size_t YamlLines::above(std::size_t offset) const {
    std::size_t line = start(offset);
    while (line > 0) {
        line = start(line - 1);
        const std::size_t at = first(line);
        if (at < end(line) && m_text[at] != '#') {
            return at;
        }
    }
    return std::string_view::npos;
}

std::size_t YamlLines::tab_before(std::size_t offset) const {
    const std::size_t at = m_text.find_first_not_of(" -", start(offset));
    return at < offset && m_text[at] == '\t' ? at : std::string_view::npos;
}

std::size_t YamlLines::colon_in(std::size_t begin, std::size_t end) const {
    constexpr std::string_view blanks = " \t\r\n";
    for (std::size_t at = m_text.find(':', begin); at < end; at = m_text.find(':', at + 1)) {
        if (at + 1 >= m_text.size() || blanks.find(m_text[at + 1]) != std::string_view::npos) {
            return at;
        }
    }
    return std::string_view::npos;
}

} // namespace mfa::policy
