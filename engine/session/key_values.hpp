// The text form of tickets and session records: `key=value` lines, each key once, in the order of
// the keys' bytes.
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

    KeyValues& set(std::string_view key, std::string_view value);
    KeyValues& set(std::string_view key, std::uint64_t value);

    /// invalid_input when a line break stands in a value (or a key): what is behind it would be
    /// read back as a key of its own, and a remote host's name comes from outside.
    [[nodiscard]] Result<std::string> text() const;

    /// corrupt when the key is missing or, for number(), no unsigned number.
    [[nodiscard]] Result<std::string> value(std::string_view key) const;
    [[nodiscard]] Result<std::uint64_t> number(std::string_view key) const;

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace mfa::session
