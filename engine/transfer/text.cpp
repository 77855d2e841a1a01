#include "engine/transfer/text.hpp"

#include <algorithm>

namespace mfa::transfer {

namespace {

constexpr std::string_view blanks = " \t";

} // namespace

Piece Piece::from(std::size_t offset) const {
    return {text.substr(std::min(offset, text.size())), at(offset)};
}

std::optional<Piece> Lines::next() {
    if (m_rest.empty()) {
        return std::nullopt;
    }
    const std::size_t end = std::min(m_rest.find('\n'), m_rest.size());
    Piece line{m_rest.substr(0, end), {++m_line, 1}};
    m_rest.remove_prefix(std::min(end + 1, m_rest.size()));
    if (line.text.ends_with('\r')) {
        line.text.remove_suffix(1);
    }
    return line;
}

std::vector<Piece> fields_of(Piece line) {
    std::vector<Piece> fields;
    std::size_t begin = line.text.find_first_not_of(blanks);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(line.text.find_first_of(blanks, begin), line.text.size());
        fields.push_back({line.text.substr(begin, end - begin), line.at(begin)});
        begin = line.text.find_first_not_of(blanks, end);
    }
    return fields;
}

Piece trimmed(Piece piece) {
    const std::size_t begin = piece.text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {{}, piece.place};
    }
    const std::size_t end = piece.text.find_last_not_of(blanks) + 1;
    return {piece.text.substr(begin, end - begin), piece.at(begin)};
}

} // namespace mfa::transfer
