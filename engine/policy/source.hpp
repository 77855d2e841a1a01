// What goes into the engine, and what it has to say about it.
#pragma once

#include <cstddef>
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

/// One error in a document.
struct Finding {
    std::string file;
    int line;
    int column;
    std::string message; ///< lower case, no full stop, one line; input in it is escaped already
    std::string code;    ///< short and stable, such as `unknown-operator`
};

/// `FILE:LINE:COL: error: MESSAGE [code]`, safe for a terminal.
std::string render(const Finding& finding);

} // namespace mfa::policy
