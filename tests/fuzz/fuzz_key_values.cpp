// The text of tickets and session records. Holds:
//   - what parses is exactly what text() writes for the same keys and values;
//   - a number is what its digits say;
//   - no value that a remote side chose can add a key of its own.
#include "engine/session/key_values.hpp"
#include "tests/fuzz/support/require.hpp"

#include <algorithm>

namespace mfa::fuzz {

namespace {

using session::KeyValues;

void check_parsing(std::string_view text) {
    const auto values = KeyValues::parse(text);
    if (!values) {
        require(values.error().kind() == ErrorKind::corrupt, "a bad file is corrupt");
        return;
    }
    require(values->text() == std::string{text}, "what parses is what was written");
    while (!text.empty()) {
        const auto [line, rest] = cut(text, '\n');
        const auto [key, value] = cut(line, '=');
        const auto found = values->value(key);
        require(found && *found == value, "a key has its value");
        const auto number = values->number(key);
        const bool has_digits =
            !value.empty() &&
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        require(!number || has_digits, "a number has digits alone");
        require(number || !has_digits || value.size() > 19, "digits are a number");
        text = rest;
    }
}

void check_writing(std::string_view value) {
    KeyValues values;
    values.set("remote_host", value).set("uid", 1000).set("user", "alice");
    const auto text = values.text();
    require(text.has_value() == (value.find('\n') == std::string_view::npos),
            "a value on one line is written, and no other");
    if (text) {
        const auto back = KeyValues::parse(*text);
        require(back && *back->value("remote_host") == value && *back->number("uid") == 1000 &&
                    *back->value("user") == "alice",
                "what is read back is what was set");
    }
}

} // namespace

void one_input(std::string_view input) {
    check_parsing(input);
    check_writing(input);
}

} // namespace mfa::fuzz
