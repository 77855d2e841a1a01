#include "engine/policy/compare/goal.hpp"

namespace mfa::policy::compare {

Goal::Goal(Kind kind, const Space& space, const Bits& ghosts)
    : m_kind{kind}, m_space{space}, m_common_denies{space.items().size()},
      m_common_allows{space.items().size()},
      m_changed_denies{space.items().size()}, m_real{space.everything()} {
    m_real -= ghosts;
    m_real.for_each([&](std::size_t i) {
        const Item& item = space.items()[i];
        const bool is_common = kind == Kind::allowed || item.is_old == item.is_new;
        if (item.model().effect == Effect::deny) {
            (is_common ? m_common_denies : m_changed_denies).set(i);
        } else if (is_common) {
            m_common_allows.set(i);
        }
    });
}

Outlook Goal::settle(Bits& alive, const Bits& certain, const Bits& preferred) const {
    const Bits applying = alive & certain;
    if (applying.meets(m_common_denies)) {
        return Outlook::hopeless; // denied, before and after
    }
    const Bits allows = applying & m_common_allows;
    if (allows.is_empty()) {
        return Outlook::open;
    }
    // It is allowed already: who else allows it makes no difference, what denies it does.
    const Bits better = allows & preferred;
    alive -= m_common_allows;
    alive.set((better.is_empty() ? allows : better).first());
    if (m_kind == Kind::allowed) {
        return alive.meets(m_common_denies) ? Outlook::open : Outlook::reached;
    }
    return alive.meets(m_changed_denies) ? Outlook::open : Outlook::hopeless;
}

bool Goal::is_met(const Bits& applying) const {
    const Bits real = applying & m_real;
    const DecisionKind after = m_space.new_decision(real);
    return m_kind == Kind::allowed ? after == DecisionKind::allow
                                   : after != m_space.old_decision(real);
}

} // namespace mfa::policy::compare
