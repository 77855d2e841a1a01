// The statements that are compared, and which of them an element of a request lets through.
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/explain/written.hpp"
#include "engine/policy/request.hpp"

#include <bit>
#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <span>
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
    [[nodiscard]] bool is_empty() const;
    /// The least index; there must be one.
    [[nodiscard]] std::size_t first() const;
    Bits operator&(const Bits& other) const;
    Bits operator|(const Bits& other) const;
    Bits operator-(const Bits& other) const;
    Bits& operator|=(const Bits& other);
    Bits& operator-=(const Bits& other);
    /// Calls with each index, ascending.
    template <typename Function>
    void for_each(Function function) const {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            for (std::uint64_t rest = m_words[i]; rest != 0; rest &= rest - 1) {
                function(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
            }
        }
    }
    /// What is kept of it, in bytes.
    [[nodiscard]] std::size_t bytes() const { return m_words.size() * sizeof m_words[0]; }
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

    [[nodiscard]] Bits everything() const;
    /// Those for which `fits(statement)` holds.
    template <typename Fits>
    [[nodiscard]] Bits where(const Fits& fits) const {
        Bits bits{m_items.size()};
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            if (fits(m_items[i].model())) {
                bits.set(i);
            }
        }
        return bits;
    }
    /// Those whose conditions on that key (in lower case), if any, hold.
    [[nodiscard]] Bits where_conditions_hold(const std::string& key, const Context& context) const;

    /// Every key of a condition, in lower case.
    [[nodiscard]] const std::set<std::string>& keys() const { return m_keys; }
    /// Those that have a condition on that key.
    [[nodiscard]] Bits with_key(const std::string& key) const;
    /// Conditions on that key.
    struct KeyCondition {
        std::size_t item;
        std::size_t condition; ///< by its place in the statement
    };
    [[nodiscard]] std::span<const KeyCondition> conditions_on(const std::string& key) const;

private:
    std::vector<Item> m_items;
    std::set<std::string> m_keys;
    std::map<std::string, std::vector<KeyCondition>> m_conditions; ///< by key, in lower case
    Bits m_old_allows;
    Bits m_old_denies;
    Bits m_new_allows;
    Bits m_new_denies;
};

} // namespace mfa::policy::compare
