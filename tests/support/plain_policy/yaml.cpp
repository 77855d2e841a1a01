#include "tests/support/plain_policy/yaml.hpp"

#include <nlohmann/json.hpp>

namespace mfa::test::plain {

namespace {

std::string in_quotes(const std::string& text) {
    return nlohmann::json(text).dump();
}

/// What stands after `key:` or `-`, line end included.
std::string block(const Tree& tree, const std::string& indent) {
    if (tree.kind == Tree::Kind::text) {
        return " " + in_quotes(tree.text) + "\n";
    }
    std::string text = "\n";
    for (const Tree& item : tree.items) {
        text += indent + "-" + block(item, indent + "  ");
    }
    for (const auto& [key, value] : tree.members) {
        text += indent + in_quotes(key) + ":" + block(value, indent + "  ");
    }
    return text;
}

} // namespace

std::string yaml_text(const Tree& tree) {
    return "---" + block(tree, "");
}

} // namespace mfa::test::plain
