// What goes into the engine, and what it has to say about it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mfa::policy {

enum class Format { json, yaml };

/// A document as text. `name` is what findings and decisions call it: a path, as a rule.
struct Source {
    std::string name;
    std::string text;
    Format format;
};

/// The largest document, in bytes.
inline constexpr std::size_t document_size_max = 1UL << 20U;

/// The suffix of the name decides (`.json`, `.yaml`, `.yml`); without one of these, text that
/// begins with `{` is JSON and everything else YAML.
Format format_for(std::string_view name, std::string_view text);

/// Where something begins. Lines and columns count from 1, columns in characters, not bytes.
struct Position {
    int line = 1;
    int column = 1;

    bool operator==(const Position&) const = default;
};

enum class Severity : std::uint8_t {
    error,      ///< the document does not load, or the policy cannot do its work
    warning,    ///< surely or most likely not what is meant
    suggestion, ///< right as it is, could be better
};

/// `error`, `warning`, `suggestion`.
std::string_view severity_name(Severity severity);

/// What is wrong in a document, and where. load() finds errors only.
struct Finding {
    std::string file;
    int line;
    int column;
    std::string message; ///< lower case, no full stop, one line; input in it is escaped already
    std::string code;    ///< short and stable, such as `unknown-operator`
    Severity severity = Severity::error;
};

/// `FILE:LINE:COL: SEVERITY: MESSAGE [code]`, safe for a terminal.
std::string render(const Finding& finding);

} // namespace mfa::policy
