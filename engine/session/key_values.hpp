// The text form of tickets and session records: `key=value` lines, each key once.
#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mfa::session {

class KeyValues {
public:
    /// corrupt for anything that text() cannot have made.
    static Result<KeyValues> parse(std::string_view text);

    /// A value with a line break in it is refused when it is read back.
    KeyValues& set(std::string_view key, std::string_view value);
    KeyValues& set(std::string_view key, std::uint64_t value);

    [[nodiscard]] std::string text() const;

    /// corrupt when the key is missing or, for number(), no unsigned number.
    [[nodiscard]] Result<std::string> value(std::string_view key) const;
    [[nodiscard]] Result<std::uint64_t> number(std::string_view key) const;

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace mfa::session
