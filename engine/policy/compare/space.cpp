#include "engine/policy/compare/space.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"

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
        auto& keys = m_condition_keys.emplace_back();
        for (const Condition& condition : m_items[i].model().conditions) {
            keys.push_back(to_lower(condition.key));
            m_keys.insert(keys.back());
        }
    }
}

DecisionKind Space::old_decision(const Bits& applying) const {
    return decision(applying, m_old_denies, m_old_allows);
}

DecisionKind Space::new_decision(const Bits& applying) const {
    return decision(applying, m_new_denies, m_new_allows);
}

Bits Space::where(const std::function<bool(const explain::WrittenStatement&)>& fits) const {
    Bits bits{m_items.size()};
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (fits(*m_items[i].written)) {
            bits.set(i);
        }
    }
    return bits;
}

Bits Space::where_conditions_hold(const std::string& key, const Context& context) const {
    Bits bits{m_items.size()};
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        bool holds = true;
        for (std::size_t j = 0; j < m_condition_keys[i].size() && holds; ++j) {
            holds = m_condition_keys[i][j] != key ||
                    match_condition(m_items[i].model().conditions[j], context) == Match::yes;
        }
        if (holds) {
            bits.set(i);
        }
    }
    return bits;
}

} // namespace mfa::policy::compare
