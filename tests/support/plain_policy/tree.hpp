// A JSON document as a tree of texts. Numbers keep their digits: a double would not hold them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mfa::test::plain {

struct Member;

struct Tree {
    enum class Kind { text, list, map } kind = Kind::text;
    std::string text; ///< strings, numbers and booleans
    std::vector<Tree> items;
    std::vector<Member> members;

    /// nullptr where there is none.
    [[nodiscard]] const Tree* find(std::string_view name) const;
    /// The items of a list; of anything else, itself alone.
    [[nodiscard]] std::vector<const Tree*> values() const;
};

struct Member {
    std::string key;
    Tree value;
};

/// Throws std::runtime_error where the text is no JSON.
Tree parse_json(const std::string& text);

} // namespace mfa::test::plain
