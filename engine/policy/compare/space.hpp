// The statements that are compared, and which of them an element of a request lets through.
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/explain/written.hpp"
#include "engine/policy/request.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace mfa::policy::compare {

/// A set of statements, by index.
class Bits {
public:
    explicit Bits(std::size_t size) : m_words((size + 63) / 64) {}

    void set(std::size_t index) { m_words[index / 64] |= std::uint64_t{1} << (index % 64); }
    [[nodiscard]] bool has(std::size_t index) const {
        return (m_words[index / 64] >> (index % 64) & 1U) != 0;
    }
    [[nodiscard]] bool meets(const Bits& other) const;
    Bits operator&(const Bits& other) const;
    auto operator<=>(const Bits& other) const = default;

private:
    std::vector<std::uint64_t> m_words;
};

struct Item {
    const explain::WrittenStatement* written;
    bool is_old;
    bool is_new;

    [[nodiscard]] const Statement& model() const { return *written->model; }
};

class Space {
public:
    explicit Space(std::vector<Item> items);

    [[nodiscard]] const std::vector<Item>& items() const { return m_items; }
    [[nodiscard]] DecisionKind old_decision(const Bits& applying) const;
    [[nodiscard]] DecisionKind new_decision(const Bits& applying) const;

    /// Those for which `fits` holds.
    [[nodiscard]] Bits
    where(const std::function<bool(const explain::WrittenStatement&)>& fits) const;
    /// Those whose conditions on that key (in lower case), if any, hold.
    [[nodiscard]] Bits where_conditions_hold(const std::string& key, const Context& context) const;

    /// Every key of a condition, in lower case.
    [[nodiscard]] const std::set<std::string>& keys() const { return m_keys; }

private:
    std::vector<Item> m_items;
    std::set<std::string> m_keys;
    std::vector<std::vector<std::string>> m_condition_keys; ///< in lower case
    Bits m_old_allows;
    Bits m_old_denies;
    Bits m_new_allows;
    Bits m_new_denies;
};

} // namespace mfa::policy::compare
