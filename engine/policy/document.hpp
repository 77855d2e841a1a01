// A document as a tree that knows where each part stands. JSON and YAML give the same tree, so that
// both have the same checks and the same positions.
#pragma once

#include "engine/policy/finding_list.hpp"
#include "engine/policy/source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

enum class NodeKind {
    null,
    boolean, ///< text is `true` or `false`
    number,  ///< text is the number as it was written
    string,
    list,
    map,
    broken, ///< already reported; say nothing more about it
};

struct Member;

struct Node {
    NodeKind kind = NodeKind::null;
    std::string text; ///< scalars only
    Position position;
    std::size_t begin = 0; ///< JSON only: the bytes [begin, end) of the text
    std::size_t end = 0;
    std::vector<Node> items;     ///< lists only
    std::vector<Member> members; ///< maps only, in order, no key twice
};

struct Member {
    std::string key;
    Position position; ///< of the key
    Node value;
};

/// `a string`, `a list`, …: for messages.
std::string_view kind_name(NodeKind kind);

/// The member of that name, or nullptr.
const Member* find_member(const Node& map, std::string_view key);

/// How much a document may hold; what is above is reported, not parsed.
struct DocumentLimits {
    std::size_t size_max = document_size_max;
    std::size_t depth_max = 32; ///< lists and maps within each other
    /// Whether values and keys may hold control characters. In JSON alone, which lets U+0000 to
    /// U+001F stand there as escapes only.
    enum class ControlCharacters {
        refused,
        allowed
    } control_characters = ControlCharacters::refused;
};

/// Parses the text. What is wrong goes to `findings`; nothing is returned when the text could not
/// be read to its end, a tree with `broken` parts when it could.
std::optional<Node> parse_document(const Source& source, FindingList& findings,
                                   const DocumentLimits& limits = {});

} // namespace mfa::policy
