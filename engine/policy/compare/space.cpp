#include "engine/policy/compare/space.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"

#include <algorithm>
#include <utility>

namespace mfa::policy::compare {

namespace {

DecisionKind decision(const Bits& applying, const Bits& denies, const Bits& allows) {
    if (applying.meets(denies)) {
        return DecisionKind::explicit_deny;
    }
    return applying.meets(allows) ? DecisionKind::allow : DecisionKind::implicit_deny;
}

} // namespace

bool Bits::meets(const Bits& other) const {
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        if ((m_words[i] & other.m_words[i]) != 0) {
            return true;
        }
    }
    return false;
}

bool Bits::is_empty() const {
    return std::all_of(m_words.begin(), m_words.end(),
                       [](std::uint64_t word) { return word == 0; });
}

Bits Bits::operator|(const Bits& other) const {
    Bits result = *this;
    result |= other;
    return result;
}

Bits Bits::operator-(const Bits& other) const {
    Bits result = *this;
    result -= other;
    return result;
}

std::size_t Bits::first() const {
    std::size_t word = 0;
    while (m_words[word] == 0) {
        ++word;
    }
    return word * 64 + static_cast<std::size_t>(std::countr_zero(m_words[word]));
}

Bits& Bits::operator|=(const Bits& other) {
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        m_words[i] |= other.m_words[i];
    }
    return *this;
}

Bits& Bits::operator-=(const Bits& other) {
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        m_words[i] &= ~other.m_words[i];
    }
    return *this;
}

Bits Bits::operator&(const Bits& other) const {
    Bits result = *this;
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        result.m_words[i] &= other.m_words[i];
    }
    return result;
}

Space::Space(std::vector<Item> items)
    : m_items{std::move(items)}, m_old_allows{m_items.size()}, m_old_denies{m_items.size()},
      m_new_allows{m_items.size()}, m_new_denies{m_items.size()} {
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const bool is_allow = m_items[i].model().effect == Effect::allow;
        if (m_items[i].is_old) {
            (is_allow ? m_old_allows : m_old_denies).set(i);
        }
        if (m_items[i].is_new) {
            (is_allow ? m_new_allows : m_new_denies).set(i);
        }
        const auto& conditions = m_items[i].model().conditions;
        for (std::size_t j = 0; j < conditions.size(); ++j) {
            const std::string key = to_lower(conditions[j].key);
            m_keys.insert(key);
            m_conditions[key].push_back({i, j});
        }
    }
}

DecisionKind Space::old_decision(const Bits& applying) const {
    return decision(applying, m_old_denies, m_old_allows);
}

DecisionKind Space::new_decision(const Bits& applying) const {
    return decision(applying, m_new_denies, m_new_allows);
}

Bits Space::everything() const {
    return where([](const Statement&) { return true; });
}

std::span<const Space::KeyCondition> Space::conditions_on(const std::string& key) const {
    const auto found = m_conditions.find(key);
    return found == m_conditions.end() ? std::span<const KeyCondition>{} : found->second;
}

Bits Space::with_key(const std::string& key) const {
    Bits bits{m_items.size()};
    for (const KeyCondition& entry : conditions_on(key)) {
        bits.set(entry.item);
    }
    return bits;
}

Bits Space::where_conditions_hold(const std::string& key, const Context& context) const {
    Bits failing{m_items.size()};
    for (const auto& [item, condition] : conditions_on(key)) {
        if (!failing.has(item) &&
            match_condition(m_items[item].model().conditions[condition], context) != Match::yes) {
            failing.set(item);
        }
    }
    Bits holding = everything();
    holding -= failing;
    return holding;
}

} // namespace mfa::policy::compare
