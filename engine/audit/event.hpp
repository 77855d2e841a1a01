// One line for each decision and each change of a device: `event=verify user=alice outcome=ok …`.
//
// MUST: no field ever holds a code, a secret or a ticket. Values are escaped here, so that nobody
// can write a second line or a second key into the log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mfa::audit {

class Event {
public:
    /// `name` says what happened: "decision", "verify", "create", …
    explicit Event(std::string_view name);

    /// Adds key=value; empty values are left out. Values with blanks or quotes are quoted, control
    /// characters and backslashes are escaped, long ones are cut.
    Event& with(std::string_view key, std::string_view value);
    Event& with(std::string_view key, std::int64_t value);

    [[nodiscard]] const std::string& line() const { return m_line; }

private:
    std::string m_line;
};

} // namespace mfa::audit
