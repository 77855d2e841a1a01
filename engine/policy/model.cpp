#include "engine/policy/model.hpp"

#include "engine/policy/statement_index.hpp"

namespace mfa::policy {

std::string_view effect_name(Effect effect) {
    switch (effect) {
    case Effect::allow:
        return "Allow";
    case Effect::deny:
        return "Deny";
    }
    return "Deny";
}

StatementIndex& PolicySet::index() const {
    if (!m_index) {
        m_index = std::make_shared<StatementIndex>(m_statements);
    }
    return *m_index;
}

} // namespace mfa::policy
