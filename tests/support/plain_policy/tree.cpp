#include "tests/support/plain_policy/tree.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace mfa::test::plain {

namespace {

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    Tree root;

    bool null() override { return add_text("null"); }
    bool boolean(bool value) override { return add_text(value ? "true" : "false"); }
    bool number_integer(std::int64_t value) override { return add_text(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) override { return add_text(std::to_string(value)); }
    bool number_float(double /*value*/, const std::string& digits) override {
        return add_text(digits);
    }
    bool string(std::string& value) override { return add_text(value); }
    bool binary(nlohmann::json::binary_t& /*value*/) override { return false; }

    bool start_object(std::size_t /*size*/) override { return begin(Tree::Kind::map); }
    bool start_array(std::size_t /*size*/) override { return begin(Tree::Kind::list); }
    bool end_object() override { return end(); }
    bool end_array() override { return end(); }
    bool key(std::string& name) override {
        m_key = name;
        return true;
    }
    bool parse_error(std::size_t /*offset*/, const std::string& /*token*/,
                     const nlohmann::json::exception& error) override {
        throw std::runtime_error{error.what()};
    }

private:
    bool add_text(const std::string& text) {
        add({Tree::Kind::text, text, {}, {}});
        return true;
    }
    bool begin(Tree::Kind kind) {
        m_open.push_back(&add({kind, {}, {}, {}}));
        return true;
    }
    bool end() {
        m_open.pop_back();
        return true;
    }
    /// A list or map grows only while its last child is closed, so pointers to open ones stay good.
    Tree& add(Tree child) {
        if (m_open.empty()) {
            root = std::move(child);
            return root;
        }
        Tree& parent = *m_open.back();
        if (parent.kind == Tree::Kind::list) {
            return parent.items.emplace_back(std::move(child));
        }
        parent.members.push_back({m_key, std::move(child)});
        return parent.members.back().value;
    }

    std::vector<Tree*> m_open;
    std::string m_key;
};

} // namespace

const Tree* Tree::find(std::string_view name) const {
    for (const auto& [key, value] : members) {
        if (key == name) {
            return &value;
        }
    }
    return nullptr;
}

std::vector<const Tree*> Tree::values() const {
    if (kind != Kind::list) {
        return {this};
    }
    std::vector<const Tree*> all;
    all.reserve(items.size());
    for (const Tree& item : items) {
        all.push_back(&item);
    }
    return all;
}

Tree parse_json(const std::string& text) {
    TreeBuilder builder;
    if (!nlohmann::json::sax_parse(text, &builder)) {
        throw std::runtime_error{"no JSON: " + text};
    }
    return std::move(builder.root);
}

} // namespace mfa::test::plain
