// Lines and fields with their places, for the readers of this folder.
#pragma once

#include "engine/transfer/entry.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace mfa::transfer {

/// A piece of a file and where it begins.
struct Piece {
    std::string_view text;
    Place place;

    /// What begins `offset` bytes further on.
    [[nodiscard]] Piece from(std::size_t offset) const;
    [[nodiscard]] Place at(std::size_t offset) const { return {place.line, place.column + offset}; }
};

/// Takes the next line off `rest`, without its end (LF or CRLF); nothing when none is left. What
/// follows the last line end is a line unless it is empty.
class Lines {
public:
    explicit Lines(std::string_view text) : m_rest{text} {}
    std::optional<Piece> next();

private:
    std::string_view m_rest;
    std::size_t m_line = 0;
};

/// The parts between blanks and tabs; none is empty.
std::vector<Piece> fields_of(Piece line);

/// Without blanks and tabs at both ends.
Piece trimmed(Piece piece);

} // namespace mfa::transfer
